using System.Buffers.Binary;
using System.IO.Compression;
using FcnEngine.Data.Files;

namespace FcnEngine.Data.Images;

/// <summary>Writes 8-bit PNG. Usage: <c>PngWriter.WriteMask("0000.png", 256, 256, labels)</c>.</summary>
public static class PngWriter
{
    /// <summary>Labels as gray 0 and 255; the mask is row-major [height, width], anything but 0 counts as 1.</summary>
    public static void WriteMask(string path, int height, int width, ReadOnlySpan<byte> mask)
    {
        var gray = new byte[mask.Length];
        for (var i = 0; i < gray.Length; i++)
            gray[i] = mask[i] != 0 ? (byte)255 : (byte)0;
        WriteGray(path, height, width, gray);
    }

    /// <summary>Gray values, row-major [height, width].</summary>
    public static void WriteGray(string path, int height, int width, ReadOnlySpan<byte> gray) =>
        WriteFile(path, EncodeGray(height, width, gray));

    /// <summary>Colours, row-major [height, width, 3].</summary>
    public static void WriteRgb(string path, int height, int width, ReadOnlySpan<byte> rgb) =>
        WriteFile(path, EncodeRgb(height, width, rgb));

    /// <summary>The bytes of a gray PNG file.</summary>
    public static byte[] EncodeGray(int height, int width, ReadOnlySpan<byte> gray) => Encode(height, width, gray, channels: 1);

    /// <summary>The bytes of an RGB PNG file.</summary>
    public static byte[] EncodeRgb(int height, int width, ReadOnlySpan<byte> rgb) => Encode(height, width, rgb, channels: 3);

    private static byte[] Encode(int height, int width, ReadOnlySpan<byte> samples, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (samples.Length != checked(height * width * channels))
            throw new ArgumentException($"{samples.Length} bytes do not fill {height}x{width}x{channels}", nameof(samples));
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        header[9] = (byte)(channels == 1 ? 0 : 2);
        header[10..].Clear();

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            // Differences to the row above pack well for masks and frames alike.
            var stride = width * channels;
            var row = new byte[1 + stride];
            row[0] = PngFilter.Up;
            for (var y = 0; y < height; y++)
            {
                for (var i = 0; i < stride; i++)
                    row[1 + i] = (byte)(samples[y * stride + i] - (y > 0 ? samples[(y - 1) * stride + i] : 0));
                zlib.Write(row);
            }
        }
        using var file = new MemoryStream();
        file.Write(PngFormat.Signature);
        PngFormat.WriteChunk(file, PngFormat.Header, header);
        PngFormat.WriteChunk(file, PngFormat.Data, packed.GetBuffer().AsSpan(0, (int)packed.Length));
        PngFormat.WriteChunk(file, PngFormat.End, []);
        return file.ToArray();
    }

    private static void WriteFile(string path, byte[] bytes) => AtomicFile.Write(path, stream => stream.Write(bytes));
}
