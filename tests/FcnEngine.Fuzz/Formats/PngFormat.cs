using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using FcnEngine.Data.Images;
using FcnEngine.Data.Pairs;

namespace FcnEngine.Fuzz.Formats;

/// <summary>
/// PNG pairs, read as frame and as mask. A part is a chunk: its type and data; composing adds length and CRC. A part that begins with
/// <see cref="Rows"/> holds filtered rows, which composing deflates into an IDAT chunk.
/// </summary>
internal sealed class PngFormat : IFuzzFormat
{
    private const string Path = "mutant.png";

    public string Name => "png";

    public IReadOnlyList<byte[][]> Seeds { get; } =
    [
        [Header(4, 3, 8, 0), [.. Rows, 0, 0, 9, 255, 1, 5, 1, 1, 2, 3, 4, 5, 3, 9, 9, 9], End],
        [Header(2, 2, 8, 2), Chunk("tEXt", "a note"u8), [.. Rows, 4, 1, 2, 3, 4, 5, 6, 0, 9, 8, 7, 6, 5, 4], End],
        [Header(3, 9, 1, 0), [.. Rows, 0, 0xAA, 0x80, 0, 0x55, 0, 2, 1, 0x80], End],
        [Header(2, 3, 4, 3), Chunk("PLTE", [0, 0, 0, 255, 255, 255, 10, 20, 30]), [.. Rows, 0, 0x01, 0x20, 0, 0x21, 0x10], End],
        [Header(2, 2, 16, 4), [.. Rows, 0, 1, 0, 255, 255, 2, 0, 255, 255, 1, 0, 0, 0, 0, 0, 0, 0, 1], End],
        // A mask.
        [Header(2, 4, 8, 0), [.. Rows, 0, 0, 255, 255, 0, 2, 255, 0, 0, 255], End],
    ];

    private static ReadOnlySpan<byte> Rows => "rows"u8;

    private static byte[] End => Chunk("IEND", []);

    public IReadOnlyList<byte[]> Words { get; } = [.. new[] { "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "rows", "QQQQ", "CgBI", "acTL" }.Select(Encoding.ASCII.GetBytes)];

    public byte[] Compose(IReadOnlyList<byte[]> parts)
    {
        using var file = new MemoryStream();
        file.Write(PngFormatBytes.Signature);
        foreach (var part in parts)
        {
            var chunk = part.AsSpan().StartsWith(Rows) ? [.. "IDAT"u8, .. Deflate(part.AsSpan(Rows.Length))] : part;
            var number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, Math.Max(0, chunk.Length - 4));
            file.Write(number);
            file.Write(chunk);
            BinaryPrimitives.WriteUInt32BigEndian(number, PngFormatBytes.Crc(chunk));
            file.Write(number);
        }
        return file.ToArray();
    }

    public void Parse(byte[] file)
    {
        var image = PngReader.Decode(file, Path);
        if (image.Pixels.Length != image.Height * image.Width)
            throw new InvalidOperationException($"{image.Pixels.Length} pixels for {image.Height}x{image.Width}");
        if (image.Pixels.AsSpan().ContainsAnyExceptInRange((ushort)0, image.Depth == 8 ? (ushort)255 : ushort.MaxValue))
            throw new InvalidOperationException($"a value beyond {image.Depth} bits");
        // Most frames are no mask; the first value that cannot be one is refused with its row and column.
        if (!image.Pixels.AsSpan().ContainsAnyExcept((ushort)0, (ushort)255))
            MaskLabels.From(image, Path);
    }

    private static byte[] Header(int height, int width, byte depth, byte colour)
    {
        var data = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(data, width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), height);
        (data[8], data[9]) = (depth, colour);
        return Chunk("IHDR", data);
    }

    private static byte[] Chunk(string type, ReadOnlySpan<byte> data) => [.. Encoding.ASCII.GetBytes(type), .. data];

    private static byte[] Deflate(ReadOnlySpan<byte> raw)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(raw);
        return packed.ToArray();
    }
}

/// <summary>Signature and CRC of PNG, bit by bit from the standard: shared with nothing that is fuzzed.</summary>
internal static class PngFormatBytes
{
    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
