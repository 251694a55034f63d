using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FcnEngine.Data.Arrays;

/// <summary>What kind of number an array holds.</summary>
internal enum NpyKind
{
    Truth,
    Unsigned,
    Signed,
    Real,
}

/// <summary>
/// What the header of an <c>.npy</c> file says (NumPy's format description, versions 1 to 3): element type, order and shape.
/// </summary>
internal sealed partial record NpyHeader(NpyKind Kind, int Bytes, bool BigEndian, bool ColumnsFirst, FrameSize Size)
{
    private const string Remedy = "save a plain array of numbers with numpy.save";

    /// <summary>Parses the dictionary that stands in the header; errors name <paramref name="path"/> and <paramref name="offset"/>.</summary>
    /// <exception cref="DataException">It is not such a header, or of an array no frame can be.</exception>
    public static NpyHeader Parse(ReadOnlySpan<byte> text, string path, int offset, int mostPixels)
    {
        var match = Dictionary().Match(Encoding.Latin1.GetString(text));
        if (!match.Success)
            throw new DataException(path, "has a header that does not tell descr, fortran_order and shape, in this order", Remedy, offset);
        var (kind, bytes) = TypeOf(match.Groups["kind"].Value, match.Groups["bytes"].Value)
            ?? throw new DataException(path, $"holds elements of type '{match.Groups["type"].Value}'", "save it as a whole number type, such as int16, or as float32", offset);
        return new NpyHeader(
            kind, bytes, match.Groups["endian"].Value == ">", match.Groups["order"].Value == "True",
            SizeOf(match.Groups["shape"].Value, path, offset, mostPixels));
    }

    // NumPy writes the keys sorted, and a comma behind the last value.
    [GeneratedRegex(
        @"^\{\s*'descr'\s*:\s*'(?<type>(?<endian>[<>|=]?)(?<kind>[a-zA-Z])(?<bytes>\d{1,4}))'\s*,\s*'fortran_order'\s*:\s*(?<order>True|False)\s*,\s*'shape'\s*:\s*\((?<shape>[\d, ]{0,60})\)\s*,?\s*\}\s*$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Dictionary();

    private static (NpyKind, int)? TypeOf(string kind, string bytes) => (kind, bytes) switch
    {
        ("b", "1") => (NpyKind.Truth, 1),
        ("u", "1" or "2" or "4" or "8") => (NpyKind.Unsigned, bytes[0] - '0'),
        ("i", "1" or "2" or "4" or "8") => (NpyKind.Signed, bytes[0] - '0'),
        ("f", "4" or "8") => (NpyKind.Real, bytes[0] - '0'),
        _ => null,
    };

    // [height, width], or three extents of which the first or the last is 1: a frame with its channel.
    private static FrameSize SizeOf(string shape, string path, int offset, int mostPixels)
    {
        var extents = new List<long>();
        foreach (var part in shape.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            extents.Add(long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var extent) ? extent : -1);
        if (extents is [1, _, _])
            extents.RemoveAt(0);
        else if (extents is [_, _, 1])
            extents.RemoveAt(2);
        if (extents is not [var height, var width])
            throw new DataException(path, $"has the shape ({shape})", "save one frame a file, of shape (height, width)", offset);
        if (height < 1 || width < 1 || height > mostPixels || width > mostPixels / height)
            throw new DataException(path, $"has the shape ({shape}), at most {mostPixels} pixels are read", "check that it is the frame you mean", offset);
        return new FrameSize((int)height, (int)width);
    }
}
