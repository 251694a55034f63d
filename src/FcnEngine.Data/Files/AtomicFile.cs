namespace FcnEngine.Data.Files;

/// <summary>Writes a file beside its place and renames it there: a reader sees the old file or the whole new one.</summary>
public static class AtomicFile
{
    /// <summary>Usage: <c>AtomicFile.Write("split.csv", stream => ..)</c>. The folder is made when it is missing.</summary>
    /// <exception cref="DataException">The file cannot be written; the old one, if any, is untouched.</exception>
    public static void Write(string path, Action<Stream> write) => WriteAll((path, write));

    /// <summary>Writes several files that belong together: none is renamed before all are written.</summary>
    /// <exception cref="DataException">One cannot be written; the old ones are untouched.</exception>
    public static void WriteAll(params ReadOnlySpan<(string Path, Action<Stream> Write)> files)
    {
        var temporaries = new List<string>();
        var current = "";
        try
        {
            foreach (var (path, write) in files)
            {
                current = path;
                var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
                Directory.CreateDirectory(folder);
                // The name matches no pattern a reader looks for, such as *.tfrecords*.
                temporaries.Add(Path.Combine(folder, $".fcn-{Guid.NewGuid():N}.part"));
                using var stream = new FileStream(temporaries[^1], FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            for (var i = 0; i < files.Length; i++)
            {
                current = files[i].Path;
                File.Move(temporaries[i], current, overwrite: true);
            }
        }
        catch (Exception refusal)
        {
            Discard(temporaries);
            if (OutputFile.IsRefusal(refusal))
                throw OutputFile.Refused(current, refusal);
            throw;
        }
    }

    private static void Discard(List<string> temporaries)
    {
        foreach (var temporary in temporaries)
        {
            try
            {
                File.Delete(temporary);
            }
            catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
            {
                // The first failure is the one to report.
            }
        }
    }
}
