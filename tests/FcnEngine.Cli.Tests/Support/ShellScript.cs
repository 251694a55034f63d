using System.Diagnostics;

namespace FcnEngine.Cli.Tests.Support;

/// <summary>Runs <c>fcn</c> under what only a shell can set up: limits, redirections, mounts, another user.</summary>
internal static class ShellScript
{
    /// <summary>The program as a script calls it, <c>$FCN</c>.</summary>
    private static readonly string s_program = $"dotnet {Path.Combine(AppContext.BaseDirectory, "fcn.dll")}";

    /// <param name="script">For bash; a step that fails does not end it.</param>
    /// <param name="inMountNamespace">Whether it may mount; what it mounts is gone when it ends.</param>
    public static CommandResult Run(string script, bool inMountNamespace = false)
    {
        var start = new ProcessStartInfo(inMountNamespace ? "unshare" : "bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        if (inMountNamespace) start.ArgumentList.Add("-rm");
        foreach (var word in inMountNamespace ? (string[])["bash", "-c", script] : ["-c", script]) start.ArgumentList.Add(word);
        start.Environment["FCN"] = s_program;
        // The runtime maps its code through a large file in memory, which a limit on file sizes forbids.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return new CommandResult(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Skips a test where there is no shell of this kind.</summary>
    public static void SkipWithoutBash() => Assert.SkipUnless(OperatingSystem.IsLinux(), "limits and redirections are set by bash on Linux");

    /// <summary>Skips a test where nothing can be mounted.</summary>
    public static void SkipWithoutMounts()
    {
        SkipWithoutBash();
        var tried = File.Exists("/usr/bin/unshare") ? Run("mount -t tmpfs -o size=64k none /mnt", inMountNamespace: true) : new CommandResult(1, "", "there is no unshare");
        Assert.SkipUnless(tried.ExitCode == 0, $"nothing can be mounted here: {tried.Error.Trim()}");
    }
}
