using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using FcnEngine.Data.Records;

namespace FcnEngine.Data.Tests.Attacks;

internal static class RecordAttacks
{
    private static readonly byte[] s_one = [10, 1, 1], s_two = [10, 1, 2];

    public static IReadOnlyList<Attack> All { get; } =
    [
        Of("an empty file", () => [], "holds no record"),
        Of("bytes of no meaning", () => [.. "this is no record file"u8], "fails its checksum"),
        Of("a record of 2^63 bytes with a right checksum", () => Header(1UL << 63), "has a record of 9223372036854775808 bytes"),
        Of("a record of 2^64 - 1 bytes with a right checksum", () => Header(ulong.MaxValue), "has a record of 18446744073709551615 bytes"),
        Of("a record longer than the file", () => Header(1000), "ends inside a record of 1000 bytes"),
        Of("a header cut in two", () => Sound()[..7], "ends inside a record header"),
        Of("a record cut in two", () => Sound()[..^10], "ends inside a record"),
        Of("data changed after its checksum", () => Changed(Sound(), 40), "data fails its checksum"),
        Of("a gzip bomb: 160 MB of frames in less than 2 MB", Bomb, "unfolds to more than"),
        Of("gzip data without its end", () => Packed(Sound())[..^6], "ends before its gzip data does"),
        Of("gzip data changed in the middle", () => Changed(Packed(Sound()), 30), "(byte "),
        Of("a number of more than 64 bits", () => Framed([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1]), "longer than 64 bits"),
        Of("a field of 4 GiB", () => Framed([10, 0xFF, 0xFF, 0xFF, 0xFF, 15]), "a field of 4294967295 bytes is longer than"),
        Of("a group, which no record has", () => Framed([11, 12]), "wire type 3"),
        Of("a feature told twice", () => Framed(Example([.. Features(), ("label_raw", 1, Field(1, [0, 1]))])), "'label_raw' stands twice"),
        Of("300 features", () => Framed(Example([.. Enumerable.Range(0, 300).Select(i => ($"f{i}", 3, s_one))])), "more than 256 features"),
        Of("no label", () => Framed(Example([.. Features().Where(f => f.Key != "label_raw")])), "there is no feature label_raw"),
        Of("no image", () => Framed(Example([.. Features().Where(f => f.Key != "img_raw")])), "there is no feature img_raw"),
        Of("a label of 2", () => Framed(Example(With("label_raw", 1, Field(1, [0, 2])))), "label 2 at row 0, column 1"),
        Of("height times width beyond 64 bits", () => Framed(Example([.. With("height", 3, [8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F])])), "cannot be"),
        Of("a negative height", () => Framed(Example([.. With("height", 3, [8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1])])), "cannot be"),
        Of("a height that is text", () => Framed(Example(With("height", 1, Field(1, "two"u8)))), "feature height is not one integer"),
        Of("three channels", () => Framed(Example(With("depth", 3, [10, 1, 3]))), "depth is not 1"),
        Of("fewer pixels than the size says", () => Framed(Example(With("img_raw", 1, Field(1, new byte[7])))), "img_raw has 7 bytes, 2 pixels need"),
        Of("a pixel beyond 32 bits", () => Framed(Example(With("img_raw", 1, Field(1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 64])))), "is beyond 32 bits"),
        Of("a spacing that is no number", () => Framed(Example([.. Features(), ("pixel_spacing", 2, [10, 8, 0, 0, 0xC0, 0x7F, 0, 0, 0x80, 0x3F])])), "is not 2 finite float(s)"),
        Of("a name that is not UTF-8", () => Framed(Example([.. Features(), ("name", 1, Field(1, [0xFF, 0xFE]))])), "is not UTF-8"),
        Of("a name of 5,000 bytes", () => Framed(Example([.. Features(), ("name", 1, Field(1, new byte[5000]))])), "more than 1024"),
    ];

    private static Attack Of(string name, Func<byte[]> file, string says) => new(name, AttackKind.Record, file, says);

    private static byte[] Header(ulong length)
    {
        var header = new byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(header, length);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), MaskedCrc32C.Of(header.AsSpan(0, 8)));
        return [.. header, 1, 2, 3];
    }

    // A sound record of 1 x 2 pixels.
    private static byte[] Sound() => Framed(Example(Features()));

    private static (string Key, int List, byte[] Values)[] Features() =>
        [("height", 3, s_one), ("width", 3, s_two), ("depth", 3, s_one), ("img_raw", 1, Field(1, new byte[16])), ("label_raw", 1, Field(1, [0, 1]))];

    private static (string, int, byte[])[] With(string key, int list, byte[] values) =>
        [.. Features().Select(feature => feature.Key == key ? (key, list, values) : feature)];

    private static byte[] Example((string Key, int List, byte[] Values)[] features) => Field(1,
        [.. features.SelectMany(f => Field(1, [.. Field(1, Encoding.ASCII.GetBytes(f.Key)), .. Field(2, Field(f.List, f.Values))]))]);

    private static byte[] Field(int number, ReadOnlySpan<byte> value)
    {
        var writer = new ProtoWriter();
        writer.WriteBytes(number, value);
        return writer.Written.ToArray();
    }

    private static byte[] Framed(byte[] data)
    {
        using var stream = new MemoryStream();
        RecordFraming.Write(stream, data);
        return stream.ToArray();
    }

    private static byte[] Packed(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(plain);
        return packed.ToArray();
    }

    // 270 frames of 256 x 256 equal pixels.
    private static byte[] Bomb()
    {
        var frame = new Sample { Height = 256, Width = 256, Pixels = new int[65536], Mask = new byte[65536] };
        using var packed = new MemoryStream();
        // The writer would not pack these.
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            RecordFile.WriteTo(gzip, "bomb", Enumerable.Repeat(frame, 270), Compression.None);
        return packed.ToArray();
    }

    private static byte[] Changed(byte[] file, int at)
    {
        file[at] ^= 0x55;
        return file;
    }
}
