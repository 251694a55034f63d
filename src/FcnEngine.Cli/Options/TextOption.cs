using System.CommandLine;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Cli.Options;

/// <summary>Options are texts to the parser; what they mean is read, and refused in one wording, by the settings behind them.</summary>
internal static class TextOption
{
    /// <param name="name">With underscores, without dashes before it.</param>
    /// <param name="value">What stands for the value in the help.</param>
    /// <param name="description">One line.</param>
    public static Option<string?> Create(string name, string value, string description) =>
        new("--" + name) { HelpName = value, Description = description };

    public static Option<bool> CreateSwitch(string name, string description) => new("--" + name) { Description = description };

    /// <summary>The option of a run's setting, which may stand alone where it is a switch.</summary>
    /// <param name="showDefault">Whether the help tells the default.</param>
    public static Option<string?> Create(Setting setting, bool showDefault = true)
    {
        var preset = showDefault ? setting.Text(new RunSettings()) : "";
        var option = Create(setting.Name, setting.Value, preset.Length > 0 ? $"{setting.Description} [{preset}]" : setting.Description);
        if (setting.IsSwitch) option.Arity = ArgumentArity.ZeroOrOne;
        return option;
    }
}
