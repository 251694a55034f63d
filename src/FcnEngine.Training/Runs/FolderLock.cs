using System.Globalization;
using System.Text;
using FcnEngine.Data;
using FcnEngine.Data.Files;

namespace FcnEngine.Training.Runs;

/// <summary>
/// A folder taken for this process until the lock is disposed of. The operating system holds it, on an open file, and lets it go
/// when the process ends in whatever way: what a killed process leaves behind locks nothing.
/// Usage: <c>using var taken = FolderLock.Take("run");</c>.
/// </summary>
public sealed class FolderLock : IDisposable
{
    private const string LockName = ".lock", HolderName = ".lock-holder";

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Makes the folder where it is missing, and takes it.</summary>
    /// <exception cref="DataException">Another process has it, which the message names, or the folder cannot be used.</exception>
    public static FolderLock Take(string folder, TimeProvider? time = null)
    {
        var taken = TryTake(folder, LockName);
        if (taken is null)
        {
            var holder = ReadHolder(Path.Combine(folder, HolderName));
            throw new DataException(folder, $"is in use by {holder}", "wait until that run has ended, or choose another --checkpoint_dir");
        }

        // A locked file cannot be read by others, so who has it stands in a file of its own.
        WriteHolder(folder, (time ?? TimeProvider.System).GetUtcNow());
        return taken;
    }

    /// <summary>The same with a lock file of the caller's; null where another process has it.</summary>
    /// <exception cref="DataException">The folder cannot be used.</exception>
    public static FolderLock? TryTake(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        try
        {
            Directory.CreateDirectory(folder);
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException refusal) when (IsTaken(refusal))
        {
            return null;
        }
        catch (Exception refusal) when (OutputFile.IsRefusal(refusal))
        {
            throw Unusable(folder, refusal);
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Whether a file could not be opened because another has it: EWOULDBLOCK, or a sharing violation of Windows.</summary>
    private static bool IsTaken(IOException refusal)
    {
        const int linux = 11, mac = 35, windows = 32;
        return (refusal.HResult & 0xFFFF) == (OperatingSystem.IsWindows() ? windows : OperatingSystem.IsMacOS() ? mac : linux);
    }

    private static void WriteHolder(string folder, DateTimeOffset now)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName} since {now:yyyy-MM-dd HH:mm:ss} UTC");
        try
        {
            File.WriteAllText(Path.Combine(folder, HolderName), text);
        }
        catch (Exception refusal) when (OutputFile.IsRefusal(refusal))
        {
            throw Unusable(folder, refusal);
        }
    }

    private static string ReadHolder(string path)
    {
        const int longest = 200;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[longest];
            var text = Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, longest, throwOnEndOfStream: false));
            return text.Length > 0 ? text : "another process";
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            // Its holder has just taken it and not said so yet.
            return "another process";
        }
    }

    private static DataException Unusable(string folder, Exception refusal) =>
        new(folder, $"cannot be used for a run ({OutputFile.Reason(refusal)})", "choose another folder or mend its permissions", inner: refusal);
}
