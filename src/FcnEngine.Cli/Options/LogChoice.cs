using System.CommandLine;
using FcnEngine.Cli.Hosting;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Logging;

namespace FcnEngine.Cli.Options;

/// <summary>The options that say what of a run's log is shown on standard error, and how.</summary>
internal sealed class LogChoice
{
    private const string FormName = "log", AsText = "text", AsJson = "json";

    private readonly Option<bool> _quiet = TextOption.CreateSwitch("quiet", "show warnings and failures only");
    private readonly Option<bool> _verbose = TextOption.CreateSwitch("verbose", "show every step too");
    private readonly Option<string?> _form = TextOption.Create(FormName, $"{AsText}|{AsJson}", $"show the log as text, or as one JSON object a line [{AsText}]");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _quiet, _verbose, _form }) command.Add(option);
    }

    /// <exception cref="SettingException">There is no such form.</exception>
    /// <exception cref="UsageException">Both less and more is wanted.</exception>
    public LogOptions Read(ParseResult parsed)
    {
        var (quiet, verbose) = (parsed.GetValue(_quiet), parsed.GetValue(_verbose));
        if (quiet && verbose) throw new UsageException("--quiet stands beside --verbose; leave one of them out");
        return new LogOptions(Form(parsed.GetValue(_form) ?? AsText), quiet ? LogLevel.Warning : verbose ? LogLevel.Detail : LogLevel.Event);
    }

    /// <summary>Whether a command line wants its failure as JSON.</summary>
    public static bool WantsJson(ParseResult? parsed) => parsed?.GetResult("--" + FormName) is not null && parsed.GetValue<string?>("--" + FormName) == AsJson;

    private static LogForm Form(string name) => name switch
    {
        AsText => LogForm.Text,
        AsJson => LogForm.Json,
        _ => throw new SettingException(FormName, $"must be one of {AsText}, {AsJson}, got '{name}'"),
    };
}
