namespace FcnEngine.Training.Configuration;

/// <summary>A setting has a value that makes no sense. Whoever shows it knows whether it was an option or a line of a file.</summary>
public sealed class SettingException : Exception
{
    /// <param name="setting">The name, such as <c>learning_rate</c>.</param>
    /// <param name="problem">What follows the name in a sentence: <c>must be above 0, got -1</c>.</param>
    public SettingException(string setting, string problem)
        : base($"{setting} {problem}")
    {
        Setting = setting;
        Problem = problem;
    }

    public SettingException() : this("a setting", "has no sensible value") { }

    public SettingException(string message) : this("a setting", message) { }

    public SettingException(string message, Exception innerException) : base(message, innerException) => (Setting, Problem) = ("", message);

    public string Setting { get; }

    public string Problem { get; }
}
