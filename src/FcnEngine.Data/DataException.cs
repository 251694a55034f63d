using System.Globalization;
using System.Text;

namespace FcnEngine.Data;

/// <summary>
/// An input file that cannot be used. The message is one line: file, what is wrong, where, and what to do about it.
/// </summary>
public sealed class DataException : Exception
{
    private const int LongestPart = 400;

    /// <param name="path">The file or folder at fault.</param>
    /// <param name="problem">What is wrong, without a full stop.</param>
    /// <param name="remedy">What the reader of the message can do.</param>
    /// <param name="offset">Byte offset of the fault; in a compressed file, in its decoded bytes.</param>
    /// <param name="line">Line of the fault in a text file, from 1.</param>
    /// <param name="inner">What the system said, if it said anything.</param>
    public DataException(string path, string problem, string remedy, long? offset = null, long? line = null, Exception? inner = null)
        : base(Compose(path, problem, remedy, offset, line), inner)
    {
        Path = path;
        Offset = offset;
        Line = line;
    }

    public string Path { get; }

    public long? Offset { get; }

    public long? Line { get; }

    private static string Compose(string path, string problem, string remedy, long? offset, long? line)
    {
        var text = new StringBuilder(OneLine(path)).Append(": ").Append(OneLine(problem));
        if (offset is { } at)
            text.Append(CultureInfo.InvariantCulture, $" (byte {at})");
        if (line is { } number)
            text.Append(CultureInfo.InvariantCulture, $" (line {number})");
        return text.Append("; ").Append(OneLine(remedy)).ToString();
    }

    // Parts may quote a hostile file: no control characters, no page-long names.
    private static string OneLine(string part)
    {
        var clean = new StringBuilder(Math.Min(part.Length, LongestPart));
        foreach (var c in part.AsSpan(0, Math.Min(part.Length, LongestPart)))
            clean.Append(char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '?' : c);
        return part.Length > LongestPart ? clean.Append("..").ToString() : clean.ToString();
    }
}
