using System.Text;
using FcnEngine.Data.Dicom;

namespace FcnEngine.Fuzz.Formats;

/// <summary>DICOM: explicit, implicit and RLE; nested sequences; 8, 12 and 16 bits. A part is an element.</summary>
internal sealed class DicomFormat : IFuzzFormat
{
    private const string Path = "mutant.dcm";

    public string Name => "dicom";

    public IReadOnlyList<byte[][]> Seeds { get; } =
    [
        DicomParts.Begin(TransferSyntax.ExplicitLittleEndian, true).Acquisition().Sequence().Image(8, 6, 16, 16, true).Pixels(Cells(96)).All,
        DicomParts.Begin(TransferSyntax.ExplicitLittleEndian, true).Image(5, 3, 8, 8, false).Pixels(Cells(16)).All,
        DicomParts.Begin(TransferSyntax.ImplicitLittleEndian, false).Acquisition().Sequence().Image(4, 4, 16, 12, false).Pixels(Cells(32)).All,
        DicomParts.Begin(TransferSyntax.RleLossless, true).Acquisition().Image(2, 3, 16, 16, false).Fragments(RleFrame()).All,
        DicomParts.Begin(TransferSyntax.RleLossless, true).Image(2, 8, 8, 8, false).Fragments([1, 0, 0, 0, 64, .. new byte[59], 0xF1, 7]).All,
    ];

    public IReadOnlyList<byte[]> Words { get; } = [.. new[]
    {
        "NaN", "1e999", "-1", "0", "\\", "1\\2\\3\\4\\5\\6\\7", "MONOCHROME1", "PALETTE COLOR", "SQ", "UN", "OB", "UT", "OW", "zz", "1.2.840.10008.1.2",
        "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.4.90", "../../etc/passwd",
    }.Select(Encoding.ASCII.GetBytes)];

    public void Parse(byte[] file)
    {
        var header = DicomReader.ReadHeader(new MemoryStream(file), Path);
        _ = (header.SlicePosition, header.CardiacPhase, header.ToString());
        var image = DicomReader.ReadImage(new MemoryStream(file), Path);
        if (image.Pixels.Length != header.Rows * header.Columns)
            throw new InvalidOperationException($"{image.Pixels.Length} pixels for {header.Size}");
    }

    private static byte[] Cells(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 37))];

    // 0x0105 four times, 0x0207 twice: the high bytes packed, then the low ones.
    private static byte[] RleFrame()
    {
        byte[] high = [0xFD, 1, 0xFF, 2], low = [0xFD, 5, 128, 1, 7, 7];
        byte[] head = [2, 0, 0, 0, 64, 0, 0, 0, (byte)(64 + high.Length), .. new byte[55]];
        return [.. head, .. high, .. low];
    }
}
