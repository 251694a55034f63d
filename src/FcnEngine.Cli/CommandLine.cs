using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using FcnEngine.Cli.Commands;
using FcnEngine.Cli.Hosting;
using FcnEngine.Cli.Options;
using FcnEngine.Data;
using FcnEngine.Execution;
using FcnEngine.Graphs;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Training;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Logging;

namespace FcnEngine.Cli;

/// <summary>Words -> a command that ran, an exit code, and for every failure one line on standard error.</summary>
internal static class CommandLine
{
    public static int Run(string[] words, CliHost host)
    {
        ParseResult? parsed = null;
        try
        {
            parsed = Parse(words, host);
            return parsed.Invoke(new InvocationConfiguration { Output = host.Output, Error = host.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception failure)
        {
            var (code, line) = Explain(failure);
            host.Error.WriteLine(LogChoice.WantsJson(parsed)
                ? LogLine.Of(new LogEvent("failed", line, ("exit_code", code)) { Level = LogLevel.Error }, host.Time.GetUtcNow(), LogForm.Json)
                : $"fcn: {line}");
            return code;
        }
    }

    /// <exception cref="UsageException">A word is no command, option or value of one.</exception>
    internal static ParseResult Parse(string[] words, CliHost host)
    {
        var parsed = Root(host).Parse(Underscored(words), new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Action is HelpAction or VersionAction) return parsed;
        // The parser takes whatever follows for the value: a forgotten one would name a folder after the next option, and leave that out.
        if (parsed.CommandResult.Children.OfType<OptionResult>().FirstOrDefault(option => option.Tokens is [{ Value: ['-', '-', ..] }]) is { } bare)
            throw new UsageException($"{bare.Option.Name} has no value, '{bare.Tokens[0].Value}' follows it; write ./ before a path that begins so");
        if (parsed.UnmatchedTokens is [var stranger, ..]) throw new UsageException($"there is no command or option '{stranger}'");
        return parsed.Errors is [var error, ..] ? throw new UsageException(error.Message.TrimEnd('.')) : parsed;
    }

    private static (int Code, string Line) Explain(Exception failure) => failure switch
    {
        UsageException usage => (ExitCode.BadUse, $"{usage.Message}; see fcn --help"),
        SettingException setting => (ExitCode.BadUse, $"--{setting.Message}"),
        DataException or RunException or GraphException or GpuException or OutOfDeviceMemoryException => (ExitCode.Failed, failure.Message),
        OutOfMemoryException => (ExitCode.Failed, "the machine has no memory left; use a smaller --batch_size"),
        IOException or UnauthorizedAccessException => (ExitCode.Failed, $"the system refused a file ({failure.Message.ReplaceLineEndings(" ")}); check permissions and the free space"),
        _ => (ExitCode.Failed, $"a mistake in this program: {failure.GetType().Name}: {failure.Message.ReplaceLineEndings(" ")}"),
    };

    internal static RootCommand Root(CliHost host)
    {
        var root = new RootCommand("Trains the networks of the lab 'Image Segmentation with TensorFlow' to find the left ventricle in cardiac MRI.");
        root.Directives.Clear();
        root.Options.Remove(root.Options.OfType<VersionOption>().Single());
        root.Add(new Option<bool>("--version") { Description = "Show the version", Recursive = true, Action = new VersionAction(host.Output) });
        root.Add(TrainCommand.Create(host));
        root.Add(EvalCommand.Create(host));
        root.Add(SweepCommand.Create(host));
        root.Add(ReportCommand.Create(host));
        root.Add(PrepareCommand.Create(host));
        root.Add(PhantomCommand.Create(host));
        root.Add(InspectCommand.Create(host));
        root.Add(DevicesCommand.Create(host));
        root.Add(TuneCommand.Create(host));
        return root;
    }

    /// <summary>Options are spelled with underscores, as the lab does; dashes are taken for them.</summary>
    private static string[] Underscored(string[] words) => Array.ConvertAll(words, word =>
    {
        if (!word.StartsWith("--", StringComparison.Ordinal) || word.Length == 2) return word;
        var end = word.IndexOf('=', StringComparison.Ordinal) is >= 0 and var sign ? sign : word.Length;
        return "--" + word[2..end].Replace('-', '_') + word[end..];
    });

    private sealed class VersionAction(TextWriter output) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            output.WriteLine($"fcn {typeof(CommandLine).Assembly.GetName().Version?.ToString(3)}");
            return ExitCode.Done;
        }
    }
}
