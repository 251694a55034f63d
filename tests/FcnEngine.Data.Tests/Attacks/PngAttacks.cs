using static FcnEngine.Data.Tests.Support.PngBuilder;

namespace FcnEngine.Data.Tests.Attacks;

internal static class PngAttacks
{
    private static readonly byte[] s_signature = [0x89, .. "PNG\r\n\x1a\n"u8];

    public static IReadOnlyList<Attack> All { get; } =
    [
        Of("an empty file", () => [], "is not a PNG file"),
        Of("a JPEG by the name of a PNG", () => [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3], "is not a PNG file"),
        Of("a deflate bomb: 100 MB behind one pixel", () => Build(1, 1, 8, 0, Deflate(new byte[100_000_000])), "has more pixel data than 1 rows"),
        Of("a size of 2^31 x 2^31", () => Build(int.MaxValue, int.MaxValue, 8, 0, Deflate([0, 0])), "at most 16777216 pixels"),
        Of("4096 x 4096 pixels and no data", () => Build(4096, 4096, 8, 0, Deflate([])), "has pixel data for 0 of 4096 rows"),
        Of("no pixels at all", () => Build(0, 5, 8, 0, Deflate([])), "has a size of 0x5"),
        Of("a chunk of 4 GiB", () => [.. s_signature, 0xFF, 0xFF, 0xFF, 0xFF, .. "IHDR"u8, 0, 0, 0, 0], "has a chunk of 4294967295 bytes"),
        Of("a header of 5 bytes", () => [.. s_signature, .. Chunk("IHDR", [1, 2, 3, 4, 5])], "has an IHDR chunk of 5 bytes"),
        Of("a chunk changed after its checksum", () => Changed(Sound(), 20), "fails its checksum"),
        Of("two headers", () => [.. Sound()[..33], .. Sound()[8..]], "has a second IHDR chunk"),
        Of("no header", () => [.. s_signature, .. Chunk("IDAT", [1])], "does not begin with an IHDR chunk"),
        Of("no end", () => Sound()[..^12], "ends before its IEND chunk"),
        Of("a critical chunk nobody knows", () => [.. Sound()[..33], .. Chunk("EVIL", [1, 2, 3]), .. Sound()[33..]], "has a critical chunk"),
        Of("interlacing", () => Build(1, 1, 8, 0, Deflate([0, 0]), interlace: 1), "is an interlaced PNG"),
        Of("three bits a pixel", () => Build(1, 1, 3, 0, Deflate([0, 0])), "no such PNG"),
        Of("a filter that does not exist", () => Build(1, 1, 8, 0, Deflate([9, 0])), "has filter type 9 in row 0"),
        Of("a colour beyond the palette", () => Build(1, 1, 8, 3, Deflate([0, 200]), palette: [1, 2, 3]), "names a colour beyond its palette in row 0"),
        Of("palette colours without a palette", () => Build(1, 1, 8, 3, Deflate([0, 0])), "but no palette"),
        Of("a palette of four bytes", () => Build(1, 1, 8, 3, Deflate([0, 0]), palette: [1, 2, 3, 4]), "has a palette of 4 bytes"),
        Of("pixel data that is no zlib", () => Build(1, 1, 8, 0, [1, 2, 3, 4, 5, 6, 7, 8]), "is not sound zlib data"),
        Of("a mask with a gray value", () => Build(1, 2, 8, 0, Deflate([0, 255, 128])), "has value 128 at row 0, column 1"),
    ];

    private static Attack Of(string name, Func<byte[]> file, string says) => new(name, AttackKind.Png, file, says);

    private static byte[] Sound() => Build(1, 1, 8, 0, Deflate([0, 255]));

    private static byte[] Changed(byte[] file, int at)
    {
        file[at] ^= 1;
        return file;
    }
}
