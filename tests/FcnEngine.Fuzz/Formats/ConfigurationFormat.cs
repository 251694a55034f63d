using System.Text;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Fuzz.Formats;

/// <summary>Settings of a run, in YAML and JSON, read and put over the defaults; what is accepted must come back from how it is written.</summary>
internal sealed class ConfigurationFormat : IFuzzFormat
{
    public string Name => "config";

    public IReadOnlyList<byte[][]> Seeds { get; } =
    [
        YamlParts.Of("# a run\nnetwork: fcn\ndata_dir: data/records\nlearning_rate: 0.03\ndecay_rate: 0.75\ndecay_steps: 10000\nnum_epochs: 30\nseed: 7\naugment: [rotate, flip]\nsave_every: 2epochs\n"),
        YamlParts.Of("{\"network\": \"fc\", \"batch_size\": 4, \"biases\": true, \"learning_rate\": 1e-3, \"device\": \"cpu\", \"threads\": 2, \"save_every\": \"12h\"}"),
        YamlParts.Of("network: \"fcn\"\ncheckpoint_dir: 'a run'\nkeep: 3\neval_every: 0\npatience: 5\nlog_dir: none\nsave_every: 60s"),
    ];

    public IReadOnlyList<byte[]> Words { get; } = [.. YamlParts.Words, .. SettingTable.All.Select(setting => Encoding.ASCII.GetBytes(setting.Name))];

    public void Parse(byte[] file)
    {
        var settings = Texts(ConfigurationFile.Parse(file, "mutant.yaml"));
        using var written = new MemoryStream();
        ConfigurationFile.Write(written, settings);
        if (!settings.SequenceEqual(Texts(ConfigurationFile.Parse(written.ToArray(), "written.yaml")))) throw new InvalidOperationException("the settings do not come back from how they are written");
    }

    private static KeyValuePair<string, string>[] Texts(ConfigurationFile file)
    {
        var settings = file.Over(new RunSettings());
        return [.. SettingTable.All.Select(setting => KeyValuePair.Create(setting.Name, setting.Text(settings)))];
    }
}
