namespace FcnEngine.Data.Files;

/// <summary>Names what the system says when it does not take a file: a full disk, a quota, a missing permission, a read-only mount.</summary>
public static class OutputFile
{
    /// <summary>Whether a failure while a file was written is the system's refusal, not a mistake of the program.</summary>
    public static bool IsRefusal(Exception failure) => failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>The refusal as an error that names the file.</summary>
    public static DataException Refused(string path, Exception refusal, string remedy = "check the path, its permissions and the free space") =>
        new(path, $"cannot be written ({Reason(refusal)})", remedy, inner: refusal);

    /// <summary>What the system said, for a message that names the file.</summary>
    // A file at its limit (RLIMIT_FSIZE) is told of as an argument out of range. The system's own text may end in the name of a temporary file.
    public static string Reason(Exception refusal) => refusal is ArgumentOutOfRangeException ? "a limit on the size of files is reached" : refusal.Message.Split(" : '")[0];
}
