namespace FcnEngine.Data.Files;

/// <summary>Opens files to read; what the system refuses becomes a <see cref="DataException"/> naming the file.</summary>
public static class InputFile
{
    public static FileStream Open(string path, int bufferSize = 1 << 16) => Guard(path, () =>
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize, FileOptions.SequentialScan));

    /// <summary>All bytes of a file of at most <paramref name="limit"/> bytes.</summary>
    public static byte[] ReadAllBytes(string path, long limit) => Guard(path, () =>
    {
        using var stream = Open(path, bufferSize: 0);
        var length = stream.Length;
        if (length > limit)
            throw new DataException(path, $"is {length} bytes, more than the {limit} this kind of file may have", "check that it is the file you mean");
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    });

    /// <summary>Runs <paramref name="read"/> and translates what the file system throws.</summary>
    public static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception refusal) when (refusal is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException(path, "does not exist", "check the path", inner: refusal);
        }
        catch (UnauthorizedAccessException refusal)
        {
            var problem = Directory.Exists(path) ? "is a folder where a file is needed" : "may not be read";
            throw new DataException(path, problem, "check the path and its permissions", inner: refusal);
        }
        catch (EndOfStreamException refusal)
        {
            throw new DataException(path, "ended while it was read", "check that nothing else writes to it", inner: refusal);
        }
        catch (Exception refusal) when (refusal is IOException or ArgumentException or NotSupportedException)
        {
            throw new DataException(path, $"cannot be read ({refusal.Message})", "check the path and the disk", inner: refusal);
        }
    }
}
