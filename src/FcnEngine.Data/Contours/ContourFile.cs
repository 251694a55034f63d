using System.Globalization;
using System.Text;
using FcnEngine.Data.Files;

namespace FcnEngine.Data.Contours;

/// <summary>
/// The challenge's contour files: one point a line, x and y in pixels, apart by blanks.
/// Usage: <c>Contour contour = ContourFile.Read("IM-0001-0048-icontour-manual.txt")</c>.
/// </summary>
public static class ContourFile
{
    private const long LongestFile = 4L << 20;
    private const int MostPoints = 10_000;
    private const double FarthestPoint = 1e6;

    /// <exception cref="DataException">The file is missing, or a line is not a point; the message gives the line.</exception>
    public static Contour Read(string path) => Parse(InputFile.ReadAllBytes(path, LongestFile), path);

    /// <summary>Reads the bytes of a whole file; errors name <paramref name="path"/>.</summary>
    /// <exception cref="DataException">A line is not a point, or there are fewer than three.</exception>
    public static Contour Parse(ReadOnlySpan<byte> text, string path)
    {
        var points = new List<ContourPoint>();
        var number = 0;
        foreach (var range in text.Split((byte)'\n'))
        {
            number++;
            var line = text[range].Trim(" \t\r"u8);
            if (line.IsEmpty)
                continue;
            if (points.Count == MostPoints)
                throw new DataException(path, $"has more than {MostPoints} points", "check that it is a contour file", line: number);
            points.Add(ParsePoint(line, path, number));
        }
        return points.Count >= 3
            ? new Contour(points)
            : throw new DataException(path, $"has {points.Count} points, a contour needs three", "draw the contour again", line: number);
    }

    /// <summary>Writes points with two decimals, as the challenge does.</summary>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void Write(string path, Contour contour)
    {
        var text = new StringBuilder();
        foreach (var point in contour.Points)
            text.Append(CultureInfo.InvariantCulture, $"{point.X:F2} {point.Y:F2}\n");
        AtomicFile.Write(path, stream => stream.Write(Encoding.ASCII.GetBytes(text.ToString())));
    }

    private static ContourPoint ParsePoint(ReadOnlySpan<byte> line, string path, int number)
    {
        var gap = line.IndexOfAny((byte)' ', (byte)'\t');
        if (gap > 0 && TryNumber(line[..gap], out var x) && TryNumber(line[gap..].Trim(" \t"u8), out var y))
            return new ContourPoint(x, y);
        throw new DataException(path, $"has '{Encoding.Latin1.GetString(line[..Math.Min(line.Length, 40)])}' where a point x y is needed", "two finite numbers a line, within a million", line: number);
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && Math.Abs(value) <= FarthestPoint;
}
