using System.Buffers.Binary;

namespace FcnEngine.Data.Images;

/// <summary>What IHDR says, checked, and how a row of samples becomes gray pixels.</summary>
internal sealed record PngLayout(int Height, int Width, int Depth, int Colour)
{
    private const int Gray = 0, Rgb = 2, Indexed = 3, GrayAlpha = 4, Rgba = 6;

    public bool UsesPalette => Colour == Indexed;

    private int Channels => Colour switch
    {
        Rgb => 3,
        GrayAlpha => 2,
        Rgba => 4,
        _ => 1,
    };

    public int RowBytes => (int)(((long)Width * Channels * Depth + 7) / 8);

    /// <summary>How far back a filter looks: at least one byte.</summary>
    public int BytesPerPixel => Math.Max(1, Channels * Depth / 8);

    public static PngLayout Parse(ReadOnlySpan<byte> header, string path, int offset, int mostPixels)
    {
        const string remedy = "write the picture again as a plain PNG";
        if (header.Length != 13)
            throw new DataException(path, $"has an IHDR chunk of {header.Length} bytes, not 13", remedy, offset);
        var width = BinaryPrimitives.ReadUInt32BigEndian(header);
        var height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (width == 0 || height == 0 || (ulong)width * height > (ulong)mostPixels)
            throw new DataException(path, $"has a size of {height}x{width}, at most {mostPixels} pixels are read", "check that it is the picture you mean", offset);
        int depth = header[8], colour = header[9];
        var known = colour switch
        {
            Gray => depth is 1 or 2 or 4 or 8 or 16,
            Indexed => depth is 1 or 2 or 4 or 8,
            Rgb or GrayAlpha or Rgba => depth is 8 or 16,
            _ => false,
        };
        if (!known || header[10] != 0 || header[11] != 0)
            throw new DataException(path, $"has colour type {colour} with {depth} bits, compression {header[10]}, filter {header[11]}: no such PNG", remedy, offset + 8);
        if (header[12] != 0)
            throw new DataException(path, "is an interlaced PNG", "write it without interlacing", offset + 12);
        return new PngLayout((int)height, (int)width, depth, colour);
    }

    /// <summary>Turns unfiltered bytes into gray pixels; false when an index lies beyond the palette.</summary>
    public bool ReadRow(ReadOnlySpan<byte> row, ReadOnlySpan<byte> palette, Span<ushort> pixels)
    {
        for (var x = 0; x < pixels.Length; x++)
        {
            switch (Colour)
            {
                case Gray:
                    // Few bits are stretched so that the brightest is 255: 1 bit gives 0 and 255.
                    var value = Read(row, x);
                    pixels[x] = (ushort)(Depth < 8 ? value * (255 / ((1 << Depth) - 1)) : value);
                    break;
                case GrayAlpha:
                    pixels[x] = (ushort)Read(row, 2 * x);
                    break;
                case Indexed:
                    var at = 3 * Read(row, x);
                    if (at >= palette.Length)
                        return false;
                    pixels[x] = Luma(palette[at], palette[at + 1], palette[at + 2]);
                    break;
                default:
                    var first = x * Channels;
                    pixels[x] = Luma(Read(row, first), Read(row, first + 1), Read(row, first + 2));
                    break;
            }
        }
        return true;
    }

    private int Read(ReadOnlySpan<byte> row, int sample) => Depth switch
    {
        8 => row[sample],
        16 => BinaryPrimitives.ReadUInt16BigEndian(row[(2 * sample)..]),
        _ => row[sample * Depth / 8] >> (8 - Depth - sample * Depth % 8) & ((1 << Depth) - 1),
    };

    // ITU-R BT.601, in thousandths; equal channels come out unchanged.
    private static ushort Luma(int r, int g, int b) => (ushort)((299 * r + 587 * g + 114 * b + 500) / 1000);
}
