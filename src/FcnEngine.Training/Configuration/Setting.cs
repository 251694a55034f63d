using System.Globalization;

namespace FcnEngine.Training.Configuration;

/// <summary>One named setting of a run: how it is written, read and explained.</summary>
/// <param name="Name">In the lab's spelling, with underscores.</param>
/// <param name="Value">What stands for its value in a help text.</param>
/// <param name="Description">One line.</param>
/// <param name="MayChange">Whether a run may go on with another value.</param>
/// <param name="Text">The value as text, the same on every machine.</param>
/// <param name="With">The settings with a value read from text; throws a <see cref="SettingException"/>.</param>
public sealed record Setting(
    string Name, string Value, string Description, bool MayChange, Func<RunSettings, string> Text, Func<RunSettings, string, RunSettings> With)
{
    internal const string ListValue = "LIST";

    private const string SwitchValue = "true|false";

    /// <summary>Whether its name alone means true.</summary>
    public bool IsSwitch => Value == SwitchValue;

    /// <summary>Whether it takes several words with commas between them.</summary>
    public bool IsList => Value == ListValue;

    internal static Setting Word(
        string name, string value, string description, bool mayChange, Func<RunSettings, string> get, Func<RunSettings, string, RunSettings> with) =>
        new(name, value, description, mayChange, get, (settings, text) =>
            text.Length > 0 ? with(settings, text) : throw new SettingException(name, "is empty"));

    /// <summary>One of some words.</summary>
    internal static Setting Choice(
        string name, IReadOnlyList<string> words, string description, bool mayChange, Func<RunSettings, string> get, Func<RunSettings, string, RunSettings> with) =>
        new(name, string.Join('|', words), description, mayChange, get, (settings, text) =>
            words.Contains(text) ? with(settings, text) : throw new SettingException(name, $"must be one of {string.Join(", ", words)}, got '{text}'"));

    /// <summary>A whole number within bounds.</summary>
    internal static Setting Count(
        string name, string description, bool mayChange, long least, long most, Func<RunSettings, long> get, Func<RunSettings, long, RunSettings> with) =>
        new(name, "N", description, mayChange, settings => get(settings).ToString(CultureInfo.InvariantCulture), (settings, text) =>
        {
            if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                throw new SettingException(name, $"must be a whole number, got '{text}'");
            if (number < least) throw new SettingException(name, $"must be at least {least}, got {text}");
            if (number > most) throw new SettingException(name, $"must be at most {most}, got {text}");
            return with(settings, number);
        });

    /// <summary>A finite number above zero.</summary>
    internal static Setting Positive(
        string name, string description, Func<RunSettings, double> get, Func<RunSettings, double, RunSettings> with) =>
        new(name, "X", description, MayChange: false, settings => get(settings).ToString("R", CultureInfo.InvariantCulture), (settings, text) =>
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
                throw new SettingException(name, $"must be a number, got '{text}'");
            if (number <= 0) throw new SettingException(name, $"must be above 0, got {text}");
            return with(settings, number);
        });

    /// <summary>true or false.</summary>
    internal static Setting Switch(string name, string description, Func<RunSettings, bool> get, Func<RunSettings, bool, RunSettings> with) =>
        new(name, SwitchValue, description, MayChange: false, settings => get(settings) ? "true" : "false", (settings, text) =>
            bool.TryParse(text, out var on) ? with(settings, on) : throw new SettingException(name, $"must be true or false, got '{text}'"));
}
