using System.CommandLine;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Cli.Options;

/// <summary>The options of a command that are settings of a run, and the settings they add up to.</summary>
internal sealed class SettingOptions
{
    private readonly List<(Setting Setting, Option<string?> Option)> _options;

    public SettingOptions(params IEnumerable<string> names) =>
        _options = [.. names.Select(SettingTable.Find).Select(setting => (setting, TextOption.Create(setting)))];

    public void AddTo(Command command)
    {
        foreach (var (_, option) in _options) command.Add(option);
    }

    /// <summary>The given settings with every option that was written.</summary>
    /// <exception cref="SettingException">A value makes no sense.</exception>
    public RunSettings Read(ParseResult parsed, RunSettings defaults)
    {
        foreach (var (setting, option) in _options)
        {
            if (parsed.GetResult(option) is null) continue;
            defaults = setting.With(defaults, parsed.GetValue(option) ?? (setting.IsSwitch ? "true" : ""));
        }

        return defaults;
    }
}
