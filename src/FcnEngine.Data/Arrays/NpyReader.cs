using System.Buffers.Binary;
using FcnEngine.Data.Files;

namespace FcnEngine.Data.Arrays;

/// <summary>An array of whole numbers, row-major [Height, Width].</summary>
public sealed record NpyImage(int Height, int Width, int[] Values);

/// <summary>
/// Reads one frame or mask from an <c>.npy</c> file: truth values, integers of 1 to 8 bytes, or floats that hold whole numbers; little
/// or big endian, rows or columns first, of shape (height, width), (1, height, width) or (height, width, 1). Nothing in the file
/// is ever run: object arrays, which are pickles, are refused. Usage: <c>NpyImage frame = NpyReader.Read("frame.npy")</c>.
/// </summary>
public static class NpyReader
{
    private const long LongestFile = 256L << 20;
    private const int MostPixels = 1 << 24;
    private const int LongestHeader = 1 << 12;
    private const string Remedy = "save it again with numpy.save";

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <exception cref="DataException">The file is missing or not an array this reader takes.</exception>
    public static NpyImage Read(string path) => Decode(InputFile.ReadAllBytes(path, LongestFile), path);

    /// <summary>Height and width, from the first bytes of the file alone.</summary>
    /// <exception cref="DataException">The file is missing or does not begin like an array this reader takes.</exception>
    public static FrameSize ReadSize(string path)
    {
        using var stream = InputFile.Open(path, LongestHeader);
        var head = InputFile.Guard(path, () =>
        {
            var buffer = new byte[LongestHeader + 12];
            return buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        });
        return Begin(head, path).Header.Size;
    }

    /// <summary>Decodes the bytes of a whole file; errors name <paramref name="path"/>.</summary>
    /// <exception cref="DataException">The bytes are not an array this reader takes.</exception>
    public static NpyImage Decode(ReadOnlySpan<byte> bytes, string path)
    {
        var (header, start) = Begin(bytes, path);
        var size = header.Size;
        var needed = (long)size.Height * size.Width * header.Bytes;
        if (bytes.Length - start != needed)
            throw new DataException(path, $"has {bytes.Length - start} bytes of values where {size} of {header.Bytes} bytes need {needed}", Remedy, start);

        var values = new int[size.Pixels];
        for (var i = 0; i < values.Length; i++)
        {
            var place = start + i * header.Bytes;
            // In a file with columns first, value i is row i mod height of column i / height.
            var at = header.ColumnsFirst ? i % size.Height * size.Width + i / size.Height : i;
            values[at] = Value(bytes.Slice(place, header.Bytes), header)
                ?? throw new DataException(path, $"has a value at row {at / size.Width}, column {at % size.Width} that is no whole number of 32 bits", "store whole numbers", place);
        }
        return new NpyImage(size.Height, size.Width, values);
    }

    // Header and where the values start.
    private static (NpyHeader Header, int Start) Begin(ReadOnlySpan<byte> bytes, string path)
    {
        if (!bytes.StartsWith(Magic) || bytes.Length < 12)
            throw new DataException(path, "is not an .npy file", "save one array a file with numpy.save", 0);
        int version = bytes[6], lengthBytes = version == 1 ? 2 : 4;
        if (version is < 1 or > 3 || bytes[7] != 0)
            throw new DataException(path, $"is of version {version}.{bytes[7]}, 1.0 to 3.0 are read", Remedy, 6);
        var length = lengthBytes == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        var start = 8 + lengthBytes;
        if (length > LongestHeader || length > bytes.Length - start)
            throw new DataException(path, $"has a header of {length} bytes where {bytes.Length - start} are left and {LongestHeader} are allowed", Remedy, 8);
        return (NpyHeader.Parse(bytes.Slice(start, (int)length), path, start, MostPixels), start + (int)length);
    }

    private static int? Value(ReadOnlySpan<byte> cell, NpyHeader header)
    {
        if (header.Kind == NpyKind.Real)
        {
            double real = (cell.Length, header.BigEndian) switch
            {
                (4, false) => BinaryPrimitives.ReadSingleLittleEndian(cell),
                (4, true) => BinaryPrimitives.ReadSingleBigEndian(cell),
                (_, false) => BinaryPrimitives.ReadDoubleLittleEndian(cell),
                _ => BinaryPrimitives.ReadDoubleBigEndian(cell),
            };
            // False for what is not a number, not whole, or too large.
            return real == (int)Math.Clamp(real, int.MinValue, int.MaxValue) ? (int)real : null;
        }

        ulong bits = 0;
        for (var i = 0; i < cell.Length; i++)
            bits = bits << 8 | cell[header.BigEndian ? i : cell.Length - 1 - i];
        if (header.Kind == NpyKind.Signed)
        {
            var number = (long)(bits << (64 - 8 * cell.Length)) >> (64 - 8 * cell.Length);
            return number == (int)number ? (int)number : null;
        }
        return header.Kind == NpyKind.Truth && bits > 1 || bits > int.MaxValue ? null : (int)bits;
    }
}
