using System.Buffers.Binary;

namespace FcnEngine.Data.Images;

// PNG is read and written here rather than by a library: SkiaSharp would put native code on every user's machine,
// ImageSharp is not to be had from every package source, and masks and gray frames need only a small part of the format.

/// <summary>What reader and writer share: signature, chunk names, CRC-32 (https://www.w3.org/TR/png-3).</summary>
internal static class PngFormat
{
    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public const uint Header = 0x49484452, Palette = 0x504C5445, Data = 0x49444154, End = 0x49454E44;

    private static readonly uint[] s_table = MakeTable();

    public static uint Crc(ReadOnlySpan<byte> data, uint crc = 0)
    {
        crc = ~crc;
        foreach (var value in data)
            crc = s_table[(byte)(crc ^ value)] ^ crc >> 8;
        return ~crc;
    }

    public static void WriteChunk(Stream stream, uint type, ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(head, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(head[4..], type);
        stream.Write(head);
        stream.Write(data);
        Span<byte> crc = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc(data, Crc(head[4..])));
        stream.Write(crc);
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            var c = n;
            for (var bit = 0; bit < 8; bit++)
                c = (c & 1) != 0 ? 0xEDB88320 ^ c >> 1 : c >> 1;
            table[n] = c;
        }
        return table;
    }
}
