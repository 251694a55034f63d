using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Text;
using FcnEngine.Data;
using FcnEngine.Data.Records;

namespace FcnEngine.Fuzz.Formats;

/// <summary>
/// Record files: TFRecord frames around Example messages, plain, gzip and zlib. The first part is the packing, an empty part ends a
/// record, every other part is one entry of the feature map; composing adds lengths and checksums.
/// </summary>
internal sealed class RecordFormat : IFuzzFormat
{
    private static readonly FrameSize s_size = new(2, 3);

    public string Name => "record";

    public IReadOnlyList<byte[][]> Seeds { get; } =
    [
        [[0], .. Sample(8, "img_raw"), [], .. Sample(8, "img_raw")],
        [[1], .. Sample(2, "image_raw"), [], .. Sample(2, "image_raw"), []],
        [[2], .. Sample(1, "img_raw"), Entry("extra", 3, [8, 1, 8, 2]), []],
        [[0], .. Sample(8, "img_raw"), Entry("extra", 2, [10, 4, 0, 0, 128, 63]), Entry("more", 1, [10, 2, 7, 7])],
    ];

    public IReadOnlyList<byte[]> Words { get; } = [.. new[] { "img_raw", "image_raw", "label_raw", "height", "width", "depth", "name", "patient", "pixel_spacing", "x" }.Select(Encoding.ASCII.GetBytes)];

    public byte[] Compose(IReadOnlyList<byte[]> parts)
    {
        using var plain = new MemoryStream();
        var features = new List<byte>();
        foreach (var part in parts.Skip(1).Append([]))
        {
            if (part.Length > 0)
                features.AddRange(Field(1, part));
            else if (features.Count > 0)
            {
                Frame(plain, Field(1, [.. features]));
                features.Clear();
            }
        }
        return Pack(plain.ToArray(), parts is [[var kind, ..], ..] ? kind % 3 : 0);
    }

    public void Parse(byte[] file)
    {
        foreach (var sample in RecordFile.Read(new MemoryStream(file), "mutant.tfrecords", s_size))
        {
            if (sample.FindFault() is { } fault)
                throw new InvalidOperationException(fault);
        }
    }

    private static byte[][] Sample(int width, string image)
    {
        var pixels = new byte[6 * width];
        for (var i = 0; i < 6; i++)
            pixels[i * width] = (byte)(40 * i);
        return
        [
            Entry("height", 3, [10, 1, 2]), Entry("width", 3, [8, 3]), Entry("depth", 3, [10, 1, 1]),
            Entry(image, 1, Field(1, pixels)), Entry("label_raw", 1, Field(1, [0, 1, 1, 0, 0, 1])),
            Entry("name", 1, Field(1, "P-1-IM-0001-0001"u8.ToArray())), Entry("patient", 1, Field(1, "P-1"u8.ToArray())),
            Entry("pixel_spacing", 2, [10, 8, 0, 0, 160, 63, 0, 0, 160, 63]), Entry("slice_position", 2, [13, 0, 0, 32, 65]),
        ];
    }

    // An entry of the map: key (1), value (2): a Feature with one list.
    private static byte[] Entry(string key, int list, byte[] values) => [.. Field(1, Encoding.ASCII.GetBytes(key)), .. Field(2, Field(list, values))];

    private static byte[] Field(int number, byte[] value)
    {
        var head = new List<byte> { (byte)(number << 3 | 2) };
        for (var rest = (uint)value.Length; ; rest >>= 7)
        {
            head.Add((byte)(rest & 0x7F | (rest > 0x7F ? 0x80u : 0u)));
            if (rest <= 0x7F)
                return [.. head, .. value];
        }
    }

    private static void Frame(Stream stream, byte[] data)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, data.Length);
        stream.Write(number);
        stream.Write(BitConverter.GetBytes(MaskedCrc(number)));
        stream.Write(data);
        stream.Write(BitConverter.GetBytes(MaskedCrc(data)));
    }

    // CRC-32C, rotated right by 15 and shifted by a constant.
    private static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
            crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }

    private static byte[] Pack(byte[] plain, int kind)
    {
        if (kind == 0)
            return plain;
        using var packed = new MemoryStream();
        using (Stream stream = kind == 1 ? new GZipStream(packed, CompressionLevel.Fastest, true) : new ZLibStream(packed, CompressionLevel.Fastest, true))
            stream.Write(plain);
        return packed.ToArray();
    }
}
