using FcnEngine.Training.Logging;

namespace FcnEngine.Cli.Hosting;

/// <summary>What a command sees of the world around it; tests bring their own.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="ErrorIsTerminal">Whether a progress bar can be drawn.</param>
/// <param name="Folder">Where the demo keeps its data and its run.</param>
internal sealed record CliHost(TextWriter Output, TextWriter Error, bool ErrorIsTerminal, string Folder)
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public static CliHost OfProcess()
    {
        FileSizeSignal.Ignore();
        return new(new ResultStream(Console.Out), new ProgressStream(Console.Error), !Console.IsErrorRedirected, ".");
    }

    public RunConsole OpenConsole(LogOptions options) => new(Output, Error, ErrorIsTerminal, Time, options);
}
