using System.Runtime.InteropServices;
using FcnEngine.Data;
using FcnEngine.Data.Files;

namespace FcnEngine.Training.Checkpoints;

/// <summary>The moments of a save, in their order; a crash may come at any of them.</summary>
internal enum SaveMoment
{
    Created,
    HeaderReserved,
    HalfWritten,
    Written,
    Flushed,
    Renamed,
    FolderSynced,
    SecondNameMade,
    Linked,
    NewestReplaced,
    Pruned,
}

/// <summary>What tests put into a save: a stream that fails, a process that dies.</summary>
internal sealed record SaveProbe(Func<Stream, Stream>? Wrap = null, Action<SaveMoment>? Reached = null);

/// <summary>
/// Replaces a file so that after a crash or a power cut it is the old one or the whole new one: a temporary file in the same
/// folder, flushed to the disk, renamed, and the folder flushed.
/// </summary>
internal static partial class DurableFile
{
    private const string TemporaryPrefix = ".fcn-", TemporarySuffix = ".part";

    /// <param name="path">The file to replace; its folder exists.</param>
    /// <param name="write">Writes the content to a stream that can seek.</param>
    /// <param name="probe">For tests.</param>
    /// <exception cref="DataException">It cannot be written; the old file, if there was one, is untouched.</exception>
    public static void Replace(string path, Action<Stream> write, SaveProbe? probe = null) => Guard(path, () =>
    {
        var temporary = TemporaryBeside(path);
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                probe?.Reached?.Invoke(SaveMoment.Created);
                write(probe?.Wrap?.Invoke(file) ?? file);
                probe?.Reached?.Invoke(SaveMoment.Written);
                file.Flush(flushToDisk: true);
                probe?.Reached?.Invoke(SaveMoment.Flushed);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            Discard(temporary);
            throw;
        }

        probe?.Reached?.Invoke(SaveMoment.Renamed);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        probe?.Reached?.Invoke(SaveMoment.FolderSynced);
    });

    /// <summary>Makes <paramref name="path"/> a second name of an existing file, or a copy where the file system has no second names.</summary>
    /// <param name="probe">For tests.</param>
    public static void ReplaceByLink(string existing, string path, SaveProbe? probe = null) => Guard(path, () =>
    {
        var temporary = TemporaryBeside(path);
        try
        {
            if (OperatingSystem.IsWindows() || Link(existing, temporary) != 0)
            {
                File.Copy(existing, temporary);
                using var copy = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite);
                copy.Flush(flushToDisk: true);
            }

            probe?.Reached?.Invoke(SaveMoment.SecondNameMade);
            File.Move(temporary, path, overwrite: true);
            // Renaming one name of a file to another name of the same file does nothing, and leaves both.
            Discard(temporary);
        }
        catch
        {
            Discard(temporary);
            throw;
        }

        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    });

    /// <summary>Removes what a process that died in a save left behind.</summary>
    public static void RemoveLeftovers(string folder)
    {
        foreach (var leftover in Directory.EnumerateFiles(folder, TemporaryPrefix + "*" + TemporarySuffix)) Discard(leftover);
    }

    private static string TemporaryBeside(string path) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $"{TemporaryPrefix}{Guid.NewGuid():N}{TemporarySuffix}");

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report; the next run removes leftovers.
        }
    }

    private static void Guard(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception refusal) when (OutputFile.IsRefusal(refusal))
        {
            throw OutputFile.Refused(path, refusal);
        }
    }

    // A rename is on the disk once its folder is; .NET opens no folders, so this asks the C library. Windows journals renames.
    private static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        const int readOnly = 0;
        var handle = Open(folder, readOnly);
        if (handle < 0) throw new IOException($"the folder cannot be opened to flush it (error {Marshal.GetLastPInvokeError()})");
        var failed = Fsync(handle) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(handle);
        // EINVAL: a file system that cannot flush folders has nothing more to offer.
        const int invalid = 22;
        if (failed && error != invalid) throw new IOException($"the folder cannot be flushed to the disk (error {error})");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string path);
}
