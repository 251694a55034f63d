using FcnEngine.Data.Dicom;
using FcnEngine.Data.Tests.Dicom;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Attacks;

internal static class RleAttacks
{
    public static IReadOnlyList<Attack> All { get; } =
    [
        Of("RLE: 66 bytes that claim 4 million pixels", () => Frame(2048, 2048, 1, 64, [0x81, 0]), "too few for 4194304 pixels"),
        Of("RLE: fifteen segments for one byte a pixel", () => Frame(1, 8, 15, 64, [7, 1, 2, 3, 4, 5, 6, 7, 8]), "has 15 RLE segments, not 1"),
        Of("RLE: a segment beyond the frame", () => Frame(1, 8, 1, 5000, [7, 1, 2, 3, 4, 5, 6, 7, 8]), "has RLE segment 0 from 5000"),
        Of("RLE: a segment inside the header", () => Frame(1, 8, 1, 3, [7, 1, 2, 3, 4, 5, 6, 7, 8]), "has RLE segment 0 from 3"),
        Of("RLE: a run longer than the frame", () => Frame(1, 8, 1, 64, [0x81, 9, 0, 0]), "does not hold 8 values"),
        Of("RLE: a copy longer than the segment", () => Frame(1, 8, 1, 64, [7, 1, 2, 3]), "does not hold 8 values"),
        Of("RLE: a segment that goes on after the last pixel", () => Frame(1, 8, 1, 64, [0xF9, 9, 0xF9, 9, 0xF9, 9]), "does not hold 8 values"),
        Of("RLE: seventeen fragments for one frame", Fragments, "has more than 16 fragments"),
        Of("RLE: a fragment of 4 GiB", () => Packed().Item(0).Item(0xFFFFFFF0).Build(), "claims 4294967280 bytes"),
        Of("RLE: no end of the fragments", () => Packed().Item(0).Item(2, [1, 2]).Build(), "ends inside an element"),
        Of("RLE: plain pixel data in it", () => new DicomBuilder { TransferSyntax = TransferSyntax.RleLossless }.Image(1, 1).Pixels([1, 0]).Build(), "has plain pixel data in the RLE transfer syntax"),
    ];

    private static Attack Of(string name, Func<byte[]> file, string says) => new(name, AttackKind.Dicom, file, says);

    private static DicomBuilder Packed() =>
        new DicomBuilder { TransferSyntax = TransferSyntax.RleLossless }.Image(1, 8, 8).Element(DicomTag.PixelData, "OB", [], DicomBuilder.Undefined);

    private static byte[] Frame(int rows, int columns, byte segments, int start, byte[] packed)
    {
        byte[] header = [segments, 0, 0, 0, .. BitConverter.GetBytes(start), .. new byte[56]];
        return DicomReaderTests.Rle(rows, columns, 8, [.. header, .. packed]).Build();
    }

    private static byte[] Fragments()
    {
        var file = Packed().Item(0);
        for (var i = 0; i < 17; i++)
            file.Item(2, [1, 2]);
        return file.SequenceEnd().Build();
    }
}
