using System.CommandLine;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Cli.Options;

/// <summary>
/// The options of a command that are settings of a run, the file that may hold settings too, and what they add up to: an option
/// outdoes the file, the file outdoes the defaults.
/// </summary>
internal sealed class SettingOptions
{
    private readonly List<(Setting Setting, Option<string?> Option)> _options;
    private readonly Option<string?> _file = TextOption.Create("config", "FILE", "read settings from a YAML or JSON file, under the names of these options; an option outdoes it");

    public SettingOptions(params IEnumerable<string> names) =>
        _options = [.. names.Select(SettingTable.Find).Select(setting => (setting, TextOption.Create(setting)))];

    /// <summary>Whether there is <c>--config</c>.</summary>
    public bool TakeFile { get; init; } = true;

    public void AddTo(Command command)
    {
        foreach (var (_, option) in _options) command.Add(option);
        if (TakeFile) command.Add(_file);
    }

    /// <summary>The given settings with those of the file, and every option that was written. What a command has no option for may stand in the file.</summary>
    /// <exception cref="SettingException">A value makes no sense.</exception>
    /// <exception cref="FcnEngine.Data.DataException">The file cannot be used.</exception>
    public RunSettings Read(ParseResult parsed, RunSettings defaults)
    {
        if (TakeFile && parsed.GetValue(_file) is { } file) defaults = ConfigurationFile.Read(file).Over(defaults);
        foreach (var (setting, option) in _options)
        {
            if (parsed.GetResult(option) is null) continue;
            defaults = setting.With(defaults, parsed.GetValue(option) ?? (setting.IsSwitch ? "true" : ""));
        }

        return defaults;
    }
}
