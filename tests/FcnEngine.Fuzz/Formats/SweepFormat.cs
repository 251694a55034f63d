using System.Text;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Sweeps;

namespace FcnEngine.Fuzz.Formats;

/// <summary>What a sweep tries, in YAML and JSON.</summary>
internal sealed class SweepFormat : IFuzzFormat
{
    public string Name => "sweep";

    public IReadOnlyList<byte[][]> Seeds { get; } =
    [
        YamlParts.Of("method: grid\nparameters:\n  learning_rate: [0.01, 0.03]\n  network: fcn\n  decay_rate: {from: 0.5, to: 1, steps: 3}\nseeds: [1, 2, 3]\n"),
        YamlParts.Of("method: random\ndraws: 8\ndraw_seed: 5\nparameters:\n  learning_rate: {from: 0.001, to: 0.1, scale: log}\n  batch_size: [1, 2, 4]\nseeds: {from: 1, to: 5}\n"),
        YamlParts.Of("{\"method\": \"halving\", \"first_epochs\": 5, \"factor\": 3, \"parameters\": {\"learning_rate\": [0.01, 0.1]}, \"include\": [{\"learning_rate\": 0.03, \"biases\": true}]}"),
    ];

    public IReadOnlyList<byte[]> Words { get; } =
    [
        .. YamlParts.Words, .. SettingTable.All.Select(setting => Encoding.ASCII.GetBytes(setting.Name)),
        .. new[] { "method", "grid", "random", "halving", "parameters", "include", "seeds", "draws", "from", "to", "steps", "scale", "log", "linear", "1000", "10000" }.Select(Encoding.ASCII.GetBytes),
    ];

    public void Parse(byte[] file)
    {
        var spec = SweepSpecReader.Parse(file, "mutant.yaml");
        if (spec.Parameters.Count + spec.Include.Count == 0 || spec.Seeds.Count == 0) throw new InvalidOperationException("a sweep of nothing");
    }
}
