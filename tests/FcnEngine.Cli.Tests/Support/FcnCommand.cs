using FcnEngine.Cli.Hosting;

namespace FcnEngine.Cli.Tests.Support;

/// <summary>What a command did.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The one line of a refusal; fails where there is more or less.</summary>
    public string Refusal(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, expected {exitCode}: {Error}");
        var line = Assert.Single(ErrorLines, line => line.StartsWith("fcn: ", StringComparison.Ordinal));
        Assert.Equal(ErrorLines[^1], line);
        Assert.DoesNotContain("mistake in this program", line);
        return line["fcn: ".Length..];
    }
}

/// <summary>Runs <c>fcn</c> as its Main does, in this process.</summary>
internal static class FcnCommand
{
    public static CommandResult Run(params string[] words) => RunIn(".", words);

    public static CommandResult RunIn(string folder, params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = CommandLine.Run(words, new CliHost(new ResultStream(output), error, ErrorIsTerminal: false, folder));
        return new CommandResult(code, output.ToString(), error.ToString());
    }
}
