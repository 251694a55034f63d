using FcnEngine.Data;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FcnEngine.Training.Configuration;

/// <summary>
/// Settings in a file of YAML or JSON: <c>learning_rate: 0.03</c> and so on, the names being those of <see cref="SettingTable"/>.
/// Usage: <c>RunSettings settings = ConfigurationFile.Read("run.yaml").Over(new RunSettings());</c>.
/// </summary>
public sealed class ConfigurationFile
{
    /// <summary>What a run keeps its own settings in.</summary>
    public const string FileName = "config.yaml";

    private readonly IReadOnlyList<(Setting Setting, string Text)> _settings;

    private ConfigurationFile(YamlValue file) =>
        _settings = [.. file.Map("the file").Select(pair => Checked(pair.Key, pair.Value))];

    /// <exception cref="DataException">The file cannot be read, or a name or value in it makes no sense; the message gives the line.</exception>
    public static ConfigurationFile Read(string path) => new(YamlReader.Read(path));

    /// <summary>The same from the bytes of a file; refusals name <paramref name="path"/>.</summary>
    internal static ConfigurationFile Parse(byte[] bytes, string path) => new(YamlReader.Parse(bytes, path));

    /// <summary>The given settings with those of the file in their place.</summary>
    public RunSettings Over(RunSettings defaults) => _settings.Aggregate(defaults, (settings, item) => item.Setting.With(settings, item.Text));

    /// <summary>Writes settings, value by name; one that is empty is left out, for a file cannot say that.</summary>
    internal static void Write(Stream stream, IEnumerable<KeyValuePair<string, string>> settings)
    {
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine("# The settings of this run; fcn train --config takes them.");
        var emitter = new Emitter(writer);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        emitter.Emit(new MappingStart());
        foreach (var (name, value) in settings.Where(pair => pair.Value.Length > 0))
        {
            emitter.Emit(new Scalar(name));
            emitter.Emit(new Scalar(null, null, value, value.All(IsPlain) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted, isPlainImplicit: true, isQuotedImplicit: true));
        }

        emitter.Emit(new MappingEnd());
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
    }

    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '/' or '_' or '-';

    private static (Setting Setting, string Text) Checked(string name, YamlValue value)
    {
        try
        {
            var setting = SettingTable.Find(name);
            var text = value is YamlValue.Sequence && setting.IsList ? string.Join(',', value.List(name).Select(item => item.Text(name))) : value.Text(name);
            setting.With(new RunSettings(), text);
            return (setting, text);
        }
        catch (SettingException refusal)
        {
            throw value.Fault(refusal.Message, "correct it");
        }
    }
}
