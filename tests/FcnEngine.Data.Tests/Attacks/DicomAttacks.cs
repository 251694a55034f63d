using FcnEngine.Data.Dicom;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Attacks;

internal static class DicomAttacks
{
    private static readonly DicomTag s_sequence = new(0x0008, 0x1140), s_private = new(0x0009, 0x1001);

    public static IReadOnlyList<Attack> All { get; } =
    [
        Of("an empty file", () => [], "is not a DICOM file"),
        Of("bytes of no meaning", () => [.. Enumerable.Range(0, 500).Select(i => (byte)(i * 31))], "is not a DICOM file"),
        Of("a Windows program in the preamble", () => Preamble("MZ"u8), "is a program as well as a DICOM file"),
        Of("a Linux program in the preamble", () => Preamble("\x7fELF"u8), "is a program as well as a DICOM file"),
        Of("a Mac program in the preamble", () => Preamble([0xCF, 0xFA, 0xED, 0xFE]), "is a program as well as a DICOM file"),
        Of("a script in the preamble", () => Preamble("#!/bin/sh"u8), "is a program as well as a DICOM file"),
        Of("no transfer syntax", () => new DicomBuilder { TransferSyntax = "" }.Image(1, 1).Pixels([1, 0]).Build(), "names no transfer syntax"),
        Of("a deflated data set, which may be a bomb", () => Syntax("1.2.840.10008.1.2.1.99"), "Deflated Explicit VR Little Endian (1.2.840.10008.1.2.1.99)"),
        Of("a big-endian data set", () => Syntax("1.2.840.10008.1.2.2"), "Explicit VR Big Endian"),
        Of("a transfer syntax nobody knows", () => Syntax("1.2.3.4"), "is stored as 1.2.3.4 (1.2.3.4)"),
        Of("sequences nested 10,000 deep", Nested, "nested deeper than 64"),
        Of("a sequence that never ends", () => new DicomBuilder().Element(s_sequence, "SQ", [], DicomBuilder.Undefined).Build(), "ends inside an element"),
        Of("an item delimiter with a length", () => new DicomBuilder().Element(s_sequence, "SQ", [], DicomBuilder.Undefined).Bare(0xFFFE, 0xE0DD, 8, new byte[8]).Build(), "has a length"),
        Of("an element between items", () => new DicomBuilder().Element(s_sequence, "SQ", [], DicomBuilder.Undefined).Short(DicomTag.Rows, 1).Build(), "does not belong between items"),
        Of("a delimiter outside of any sequence", () => new DicomBuilder().SequenceEnd().Build(), "does not belong into a data set"),
        Of("an undefined length where none may be", () => new DicomBuilder().Element(s_private, "OB", [], DicomBuilder.Undefined).Build(), "has an undefined length"),
        Of("a value of 4 GiB", () => new DicomBuilder().Element(s_private, "UN", [1, 2], 0xFFFFFFFE).Build(), "claims 4294967294 bytes where 2 are left"),
        Of("a sequence of 4 GiB", () => new DicomBuilder().Element(s_sequence, "SQ", [], 0xFFFFFF00).Build(), "claims 4294967040 bytes where 0 are left"),
        Of("an item of 2 GiB", () => new DicomBuilder().Element(s_sequence, "SQ", [], DicomBuilder.Undefined).Item(int.MaxValue).Build(), "claims 2147483647 bytes"),
        Of("a name of 70,000 bytes", () => new DicomBuilder().Element(DicomTag.Modality, "UT", new byte[70_000]).Build(), "more than 65536"),
        Of("an element without a type", () => new DicomBuilder().Element(s_private, "\0\0", [1, 2]).Build(), "has no value representation"),
        Of("an element cut in two", () => [.. new DicomBuilder().Image(1, 1).Build(), 0x28, 0, 0x10], "ends inside an element"),
        Of("the rows told twice", () => new DicomBuilder().Image(1, 1).Short(DicomTag.Rows, 2).Pixels([1, 0]).Build(), "stands twice"),
        Of("rows times columns beyond 32 bits", () => new DicomBuilder().Image(65535, 65535).Pixels([1, 0]).Build(), "has 65535x65535 pixels, more than"),
        Of("more rows than pixel data", () => new DicomBuilder().Image(2000, 2000).Pixels([1, 0]).Build(), "has 2 bytes of pixel data, 2000x2000 of 16 bits need 8000000"),
        Of("more pixel data than rows", () => new DicomBuilder().Image(1, 1).Pixels(new byte[4000]).Build(), "has 4000 bytes of pixel data"),
        Of("no rows", () => new DicomBuilder().Image(0, 5).Pixels([]).Build(), "has a size of 0x5"),
        Of("no pixel data", () => new DicomBuilder().Image(1, 1).Build(), "has no pixel data"),
        Of("no size", () => new DicomBuilder().Short(DicomTag.SamplesPerPixel, 1).Build(), "has no element (0028,0010)"),
        Of("pixel data of undefined length in a plain syntax", () => new DicomBuilder().Image(1, 1).Element(DicomTag.PixelData, "OB", [], DicomBuilder.Undefined).Build(), "packed pixel data in an uncompressed"),
        Of("64 bits a pixel", () => new DicomBuilder().Image(1, 1, 64, 16).Pixels(new byte[8]).Build(), "has 64 bits a pixel"),
        Of("more bits stored than there are", () => new DicomBuilder().Image(1, 1, 16, 40).Pixels([1, 0]).Build(), "stores 40 bits"),
        Of("a high bit below the stored ones", () => new DicomBuilder().Image(1, 1, 16, 12, highBit: 3).Pixels([1, 0]).Build(), "stores 12 bits up to bit 3"),
        Of("palette colours", () => new DicomBuilder().Image(1, 1, photometric: "PALETTE COLOR").Pixels([1, 0]).Build(), "has colours of kind 'PALETTE COLOR'"),
        Of("a million frames", () => new DicomBuilder().Image(1, 1).Text(DicomTag.NumberOfFrames, "IS", "1000000").Pixels([1, 0]).Build(), "has 1000000 frames"),
        Of("a spacing that is no number", () => new DicomBuilder().Image(1, 1).Text(DicomTag.PixelSpacing, "DS", "NaN\\1").Pixels([1, 0]).Build(), "is not 2 number(s)"),
        Of("a position at infinity", () => new DicomBuilder().Text(DicomTag.ImagePosition, "DS", "1e999\\0\\0").Image(1, 1).Pixels([1, 0]).Build(), "is not 3 number(s)"),
        Of("an instance number beyond 32 bits", () => new DicomBuilder().Text(DicomTag.InstanceNumber, "IS", "99999999999").Image(1, 1).Pixels([1, 0]).Build(), "is not a whole number"),
    ];

    private static Attack Of(string name, Func<byte[]> file, string says) => new(name, AttackKind.Dicom, file, says);

    private static byte[] Preamble(ReadOnlySpan<byte> start)
    {
        var preamble = new byte[128];
        start.CopyTo(preamble);
        return new DicomBuilder { Preamble = preamble }.Image(1, 1).Pixels([1, 0]).Build();
    }

    private static byte[] Syntax(string uid) => new DicomBuilder { TransferSyntax = uid }.Image(1, 1).Pixels([1, 0]).Build();

    private static byte[] Nested()
    {
        var file = new DicomBuilder();
        for (var depth = 0; depth < 10_000; depth++)
            file.Element(s_sequence, "SQ", [], DicomBuilder.Undefined).Item(DicomBuilder.Undefined);
        return file.Build();
    }
}
