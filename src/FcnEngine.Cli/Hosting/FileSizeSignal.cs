using System.Runtime.InteropServices;

namespace FcnEngine.Cli.Hosting;

/// <summary>
/// A write beyond the limit on file sizes (RLIMIT_FSIZE) kills a process unless it handles the signal; with it handled the write
/// fails, and the command says which file it was.
/// </summary>
internal static class FileSizeSignal
{
    // SIGXFSZ has this number on Linux and macOS; the runtime has no name for it.
    private const int Number = 25;

    private static PosixSignalRegistration? s_registration;

    public static void Ignore()
    {
        if (!OperatingSystem.IsWindows()) s_registration ??= PosixSignalRegistration.Create((PosixSignal)Number, context => context.Cancel = true);
    }
}
