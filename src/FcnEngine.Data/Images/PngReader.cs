using System.Buffers.Binary;
using System.IO.Compression;
using FcnEngine.Data.Files;

namespace FcnEngine.Data.Images;

/// <summary>
/// Reads PNG as gray: gray, gray + alpha, RGB, RGBA and palette, 1 to 16 bits, all filters, CRCs and the zlib checksum
/// verified. Alpha is dropped; colours become luma, which leaves R = G = B as it is. Interlaced files are refused.
/// Usage: <c>GrayImage image = PngReader.Read("frame.png")</c>.
/// </summary>
public static class PngReader
{
    private const long LongestFile = 256L << 20;
    private const int MostPixels = 1 << 24;
    private const string Remedy = "write the picture again as a plain PNG";

    /// <exception cref="DataException">The file is missing or not a PNG this reader takes.</exception>
    public static GrayImage Read(string path) => Decode(InputFile.ReadAllBytes(path, LongestFile), path);

    /// <summary>Height and width, from the first bytes of the file alone.</summary>
    /// <exception cref="DataException">The file is missing or does not begin like a PNG this reader takes.</exception>
    public static FrameSize ReadSize(string path)
    {
        const int needed = 8 + 8 + 13 + 4;
        using var stream = InputFile.Open(path, needed);
        var head = InputFile.Guard(path, () =>
        {
            var buffer = new byte[needed];
            return buffer[..stream.ReadAtLeast(buffer, needed, throwOnEndOfStream: false)];
        });
        var (_, layout) = Begin(head, path);
        return new FrameSize(layout.Height, layout.Width);
    }

    /// <summary>Decodes the bytes of a whole file; errors name <paramref name="path"/>.</summary>
    /// <exception cref="DataException">The bytes are not a PNG this reader takes.</exception>
    public static GrayImage Decode(ReadOnlySpan<byte> bytes, string path)
    {
        var (position, layout) = Begin(bytes, path);
        byte[] palette = [];
        int? firstData = null;
        using var packed = new MemoryStream();
        while (true)
        {
            var start = position;
            var type = NextChunk(bytes, ref position, path, out var data);
            if (type == PngFormat.Header)
                throw new DataException(path, "has a second IHDR chunk", Remedy, start);
            if (type == PngFormat.Palette)
            {
                if (data.Length is 0 or > 768 || data.Length % 3 != 0)
                    throw new DataException(path, $"has a palette of {data.Length} bytes", Remedy, start);
                palette = data.ToArray();
            }
            else if (type == PngFormat.Data)
            {
                firstData ??= start;
                packed.Write(data);
            }
            else if (type == PngFormat.End)
                break;
            else if ((type & 0x20000000) == 0)
                throw new DataException(path, "has a critical chunk this reader does not know", Remedy, start);
        }
        packed.Position = 0;
        return Unpack(packed, layout, palette, path, firstData ?? position);
    }

    // Signature and header; where the chunks after them start.
    private static (int Position, PngLayout Layout) Begin(ReadOnlySpan<byte> bytes, string path)
    {
        if (!bytes.StartsWith(PngFormat.Signature))
            throw new DataException(path, "is not a PNG file", "give a PNG", 0);
        var start = PngFormat.Signature.Length;
        var position = start;
        return NextChunk(bytes, ref position, path, out var data) == PngFormat.Header
            ? (position, PngLayout.Parse(data, path, start + 8, MostPixels))
            : throw new DataException(path, "does not begin with an IHDR chunk", Remedy, start);
    }

    private static uint NextChunk(ReadOnlySpan<byte> bytes, ref int position, string path, out ReadOnlySpan<byte> data)
    {
        var start = position;
        if (bytes.Length - start < 12)
            throw new DataException(path, "ends before its IEND chunk", Remedy, start);
        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[start..]);
        if (length > bytes.Length - start - 12)
            throw new DataException(path, $"has a chunk of {length} bytes where {bytes.Length - start - 12} are left", Remedy, start);
        var typed = bytes.Slice(start + 4, (int)length + 4);
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[(start + 8 + (int)length)..]) != PngFormat.Crc(typed))
            throw new DataException(path, "has a chunk that fails its checksum", Remedy, start);
        data = typed[4..];
        position = start + 12 + (int)length;
        return BinaryPrimitives.ReadUInt32BigEndian(typed);
    }

    private static GrayImage Unpack(Stream packed, PngLayout layout, ReadOnlySpan<byte> palette, string path, int offset)
    {
        if (layout.UsesPalette && palette.IsEmpty)
            throw new DataException(path, "has palette colours but no palette", Remedy, offset);
        var rowBytes = layout.RowBytes;
        byte[] above = new byte[rowBytes], row = new byte[rowBytes];
        var pixels = new PixelStore(layout.Height, layout.Width);
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        try
        {
            for (var y = 0; y < layout.Height; y++)
            {
                var filter = zlib.ReadByte();
                if (filter < 0 || zlib.ReadAtLeast(row, rowBytes, throwOnEndOfStream: false) < rowBytes)
                    throw new DataException(path, $"has pixel data for {y} of {layout.Height} rows", Remedy, offset);
                if (!PngFilter.Undo(filter, row, above, layout.BytesPerPixel))
                    throw new DataException(path, $"has filter type {filter} in row {y}", Remedy, offset);
                if (!layout.ReadRow(row, palette, pixels.Row(y)))
                    throw new DataException(path, $"names a colour beyond its palette in row {y}", Remedy, offset);
                (row, above) = (above, row);
            }
            // Reading to the end makes the inflater check its own checksum.
            if (zlib.ReadByte() >= 0)
                throw new DataException(path, $"has more pixel data than {layout.Height} rows", Remedy, offset);
        }
        catch (InvalidDataException damage)
        {
            throw new DataException(path, "has pixel data that is not sound zlib data", Remedy, offset, inner: damage);
        }
        return new GrayImage(layout.Height, layout.Width, layout.Depth == 16 ? 16 : 8, pixels.Take());
    }

    // Grows with the rows that really arrive, so a small file that claims a large picture costs little.
    private sealed class PixelStore(int height, int width)
    {
        private ushort[] _pixels = new ushort[Math.Min(height, Math.Max(1, (1 << 20) / width)) * width];

        public Span<ushort> Row(int y)
        {
            var end = (y + 1) * width;
            if (end > _pixels.Length)
                Array.Resize(ref _pixels, (int)Math.Min((long)height * width, Math.Max(end, 2L * _pixels.Length)));
            return _pixels.AsSpan(y * width, width);
        }

        public ushort[] Take()
        {
            Array.Resize(ref _pixels, height * width);
            return _pixels;
        }
    }
}
