using System.Text;
using FcnEngine.Data;
using FcnEngine.Data.Contours;

namespace FcnEngine.Fuzz.Formats;

/// <summary>Contour files, read and filled. A part is a line.</summary>
internal sealed class ContourFormat : IFuzzFormat
{
    public string Name => "contour";

    public IReadOnlyList<byte[][]> Seeds { get; } =
    [
        Lines("120.50 118.25\n", "131.00 118.75\n", "133.25 127.50\n", "126.00 133.00\n", "118.75 128.00\n"),
        Lines("3 3\r\n", "9\t3\r\n", "9 9\r\n", "  3 9  \r\n", "\r\n"),
        Lines("1e1 1e1\n", "2.5e1 1e1\n", "+17 2.5e1"),
    ];

    public IReadOnlyList<byte[]> Words { get; } = [.. new[] { "NaN", "Infinity", "-Infinity", "1e999", "-1", "1e6", "999999.99", "-32768", "0x10", "1,5", "", "é" }.Select(Encoding.UTF8.GetBytes)];

    public void Parse(byte[] file)
    {
        var contour = ContourFile.Parse(file, "mutant-icontour-manual.txt");
        var inside = contour.FitsInside(FrameSize.Lab);
        var mask = ContourMask.Fill(contour, FrameSize.Lab);
        if (inside && !mask.AsSpan().Contains((byte)1))
            throw new InvalidOperationException("a contour inside the frame fills nothing");
    }

    private static byte[][] Lines(params string[] lines) => [.. lines.Select(Encoding.ASCII.GetBytes)];
}
