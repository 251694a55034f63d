using System.Text;

namespace FcnEngine.Data.Files;

/// <summary>A small CSV reader (RFC 4180 quoting, a header row, UTF-8) that remembers line numbers.</summary>
internal static class CsvFile
{
    private const long LongestFile = 16L << 20;

    /// <exception cref="DataException">The file is missing, too large or not CSV.</exception>
    public static List<CsvRow> Read(string path) => Parse(InputFile.ReadAllBytes(path, LongestFile), path);

    /// <summary>Reads the bytes of a whole file; errors name <paramref name="path"/>.</summary>
    /// <exception cref="DataException">The bytes are not CSV.</exception>
    public static List<CsvRow> Parse(byte[] bytes, string path)
    {
        var text = Text(bytes, path);
        var rows = new List<CsvRow>();
        int line = 1, at = 0;
        while (at < text.Length)
        {
            var start = line;
            var fields = new List<string>();
            bool more;
            do
                fields.Add(Field(text, ref at, ref line, path, out more));
            while (more);
            if (fields is not [""])
                rows.Add(new CsvRow(start, fields));
        }
        return rows;
    }

    /// <summary>A field as it stands in a file: quoted when it must be.</summary>
    public static string Quote(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    private static string Text(byte[] bytes, string path)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException fault)
        {
            throw new DataException(path, "is not UTF-8 text", "save it as UTF-8 CSV", fault.Index, inner: fault);
        }
    }

    // One field; afterwards the cursor stands behind its comma or its line end.
    private static string Field(string text, ref int at, ref int line, string path, out bool more)
    {
        var value = new StringBuilder();
        var quoted = at < text.Length && text[at] == '"';
        if (quoted)
        {
            var start = line;
            for (at++; ; at++)
            {
                if (at >= text.Length)
                    throw new DataException(path, "has a quoted field without an end", "close the quote", line: start);
                if (text[at] == '"' && (at + 1 >= text.Length || text[at + 1] != '"'))
                    break;
                if (text[at] == '"')
                    at++;
                if (text[at] == '\n')
                    line++;
                value.Append(text[at]);
            }
            at++;
        }
        while (at < text.Length && text[at] is not (',' or '\n' or '\r'))
            value.Append(text[at++]);
        more = at < text.Length && text[at] == ',';
        if (at < text.Length && text[at] == '\r')
            at++;
        if (at < text.Length && text[at] == '\n' && !more)
        {
            at++;
            line++;
        }
        else if (more)
            at++;
        return quoted ? value.ToString() : value.ToString().Trim();
    }
}

/// <summary>The fields of one row and the line it starts on.</summary>
internal sealed record CsvRow(int Line, IReadOnlyList<string> Fields);
