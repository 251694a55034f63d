namespace FcnEngine.Cli.Hosting;

/// <summary>What a command tells the shell.</summary>
internal static class ExitCode
{
    public const int Done = 0, Failed = 1, BadUse = 2;

    /// <summary>128 and the number of the signal, as shells have it.</summary>
    public const int Interrupted = 130, Terminated = 143;
}
