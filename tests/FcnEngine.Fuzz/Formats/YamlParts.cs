using System.Text;

namespace FcnEngine.Fuzz.Formats;

/// <summary>YAML in parts: a line, or what stands between brackets and commas of one.</summary>
internal static class YamlParts
{
    /// <summary>What YAML gives a meaning to, and what numbers and names go wrong with.</summary>
    public static IEnumerable<byte[]> Words { get; } = [.. new[]
    {
        "&a", "*a", "<<", "!!int", "!<x>", "? ", "- ", ": ", "|", ">", "---", "...", "%YAML 1.2", "{", "}", "[", "]", "[[[[[[[[[", "~", "null", "''", "\"", "\"\\ud800\"", "\"\\x07\"", "# ", "\t", "\u2028",
        "true", "no", "0x10", "0o7", "1_000", "1e999", ".nan", ".inf", "-1", "0", "99999999999999999999", "1e-400", "60s", "2epochs", "all", "none", "auto",
    }.Select(Encoding.UTF8.GetBytes)];

    public static byte[][] Of(string text)
    {
        var parts = new List<byte[]>();
        var part = new StringBuilder();
        foreach (var letter in text)
        {
            part.Append(letter);
            if (letter is not ('\n' or ',' or '[' or '{' or ' ')) continue;
            parts.Add(Encoding.UTF8.GetBytes(part.ToString()));
            part.Clear();
        }

        return [.. parts, Encoding.UTF8.GetBytes(part.ToString())];
    }
}
