using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace FcnEngine.Data.Tests.Support;

/// <summary>Makes PNG files the writer under test never makes: any colour type, depth and filter, sound or not.</summary>
internal static class PngBuilder
{
    /// <summary>Row y is filtered with type y mod 5; rows hold packed samples.</summary>
    public static byte[] Build(int height, int width, int depth, int colour, byte[][] rows, int back, byte[]? palette = null, int interlace = 0)
    {
        var raw = new List<byte>();
        for (var y = 0; y < rows.Length; y++)
        {
            raw.Add((byte)(y % 5));
            for (var i = 0; i < rows[y].Length; i++)
            {
                int left = i >= back ? rows[y][i - back] : 0, up = y > 0 ? rows[y - 1][i] : 0, corner = y > 0 && i >= back ? rows[y - 1][i - back] : 0;
                raw.Add((byte)(rows[y][i] - Predict(y % 5, left, up, corner)));
            }
        }
        return Build(height, width, depth, colour, Deflate([.. raw]), palette, interlace);
    }

    public static byte[] Build(int height, int width, int depth, int colour, byte[] zlib, byte[]? palette = null, int interlace = 0)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colour, (byte)interlace);
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", header), .. palette is null ? [] : Chunk("PLTE", palette), .. Chunk("IDAT", zlib), .. Chunk("IEND", [])];
    }

    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc(body));
        return chunk;
    }

    public static byte[] Deflate(byte[] raw)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(raw);
        return packed.ToArray();
    }

    private static int Predict(int filter, int left, int up, int corner)
    {
        var p = left + up - corner;
        var (a, b, c) = (Math.Abs(p - left), Math.Abs(p - up), Math.Abs(p - corner));
        return filter switch
        {
            1 => left,
            2 => up,
            3 => (left + up) / 2,
            4 => a <= b && a <= c ? left : b <= c ? up : corner,
            _ => 0,
        };
    }

    // Bit by bit, so that it shares nothing with the table under test.
    private static uint Crc(byte[] data)
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
