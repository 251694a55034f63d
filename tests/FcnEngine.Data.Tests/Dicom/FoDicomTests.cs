using System.IO.Compression;
using FcnEngine.Data.Dicom;
using FcnEngine.Data.Phantom;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Dicom;

/// <summary>What a build with fo-dicom reads beside the built-in reader's syntaxes, dcmtk being the writer; and what it must refuse.</summary>
public sealed class FoDicomTests : IDisposable
{
    private const string BigEndian = "1.2.840.10008.1.2.2", Deflated = "1.2.840.10008.1.2.1.99", JpegLossless = "1.2.840.10008.1.2.4.70";

    private static readonly DicomTag s_sequence = new(0x0008, 0x1140);

    private readonly TempFolder _folder = new();

    public FoDicomTests() => Assert.SkipWhen(DicomReaders.Default is DicomReader, "this build is without fo-dicom (-p:UseFoDicom=true)");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("dcmconv", "+tb", BigEndian)]
    [InlineData("dcmconv", "+td", Deflated)]
    [InlineData("dcmcjpeg", "+el", "1.2.840.10008.1.2.4.57")]
    [InlineData("dcmcjpeg", "+e1", JpegLossless)]
    [InlineData("dcmcjpls", "+el", "1.2.840.10008.1.2.4.80")]
    public void Other_syntaxes_give_the_same_slice(string program, string option, string syntax)
    {
        Assert.SkipUnless(PythonOracle.Execute(program, ["--version"]) is not null, $"{program} is not installed (Debian: dcmtk)");
        PhantomDicom.Write(_folder.Path, new PhantomOptions { Images = 3 });
        var plain = Directory.GetFiles(_folder.Path, "*.dcm", SearchOption.AllDirectories)[0];
        var other = _folder.File("other.dcm");
        Assert.Equal(0, PythonOracle.Execute(program, [option, plain, other])!.Value.Code);

        var (expected, image) = (new DicomReader().ReadImage(plain), DicomReaders.Default.ReadImage(other));

        Assert.Equal(expected.Pixels, image.Pixels);
        // dcmtk gives a compressed image a name of its own where it counts as another one.
        Assert.Equal(expected.Header with { TransferSyntaxUid = syntax, SopInstanceUid = image.Header.SopInstanceUid }, image.Header);
        Assert.Equal(image.Header, DicomReaders.Default.ReadHeader(other));
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        // Below the bound on items fo-dicom calls itself for each level, and what it makes of them is refused; above it the file is refused unread.
        Assert.Equal(1, Read(Deflate(Nested(30).Image(1, 1).Pixels([9, 0]))).Header.Rows);
        Assert.Contains("nested deeper than 64", Refusal(Deflate(Nested(9_990).Image(1, 1).Pixels([9, 0]))).Message);
        Assert.Contains("has more than 10000 sequence items", Refusal(Deflate(Nested(10_001).Image(1, 1).Pixels([9, 0]))).Message);
        // Behind packed pixels the built-in reader does not look.
        var behind = new DicomBuilder { TransferSyntax = JpegLossless }.Image(1, 1).Element(DicomTag.PixelData, "OB", [], DicomBuilder.Undefined).Item(0).SequenceEnd();
        Assert.Contains("has more than 10000 sequence items", Refusal(Nested(10_001, behind).Build()).Message);
    }

    [Fact]
    public void Bombs_are_refused_in_one_line()
    {
        var bomb = new DicomBuilder { TransferSyntax = Deflated }.Element(new DicomTag(0x0009, 0x1001), "UT", new byte[80 << 20]).Image(1, 1).Pixels([9, 0]);
        Assert.Contains("unfolds to more than", Refusal(Deflate(bomb)).Message);
        Assert.Contains("is not sound deflated data", Refusal(new DicomBuilder { TransferSyntax = Deflated }.Image(1, 1).Pixels([9, 0]).Build()).Message);
        Assert.Contains("more than 4194304", Refusal(new DicomBuilder { TransferSyntax = JpegLossless }.Image(60_000, 60_000).Pixels([9, 0]).Build()).Message);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.4.50")]
    [InlineData("1.2.840.10008.1.2.4.51")]
    [InlineData("1.2.840.10008.1.2.4.57")]
    [InlineData(JpegLossless)]
    [InlineData("1.2.840.10008.1.2.4.80")]
    [InlineData("1.2.840.10008.1.2.4.90")]
    public void What_is_no_compressed_image_is_refused(string syntax) => Refusal(
        new DicomBuilder { TransferSyntax = syntax }.Image(2, 2).Element(DicomTag.PixelData, "OB", [], DicomBuilder.Undefined).Item(0).Item(4, [1, 2, 3, 4]).SequenceEnd().Build());

    private static DicomBuilder Nested(int depth, DicomBuilder? builder = null)
    {
        builder ??= new DicomBuilder { TransferSyntax = Deflated };
        for (var i = 0; i < depth; i++)
            builder.Element(s_sequence, "SQ", [], DicomBuilder.Undefined).Item(DicomBuilder.Undefined);
        for (var i = 0; i < depth; i++)
            builder.ItemEnd().SequenceEnd();
        return builder;
    }

    // All behind the meta group is deflated (PS3.5 A.5).
    private static byte[] Deflate(DicomBuilder builder)
    {
        var file = builder.Build();
        var start = new DicomBuilder { TransferSyntax = Deflated }.Build().Length;
        using var packed = new MemoryStream();
        packed.Write(file.AsSpan(0, start));
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(file.AsSpan(start));
        return packed.ToArray();
    }

    private DicomImage Read(byte[] file)
    {
        var path = _folder.File("hostile.dcm");
        File.WriteAllBytes(path, file);
        return DicomReaders.Default.ReadImage(path);
    }

    private DataException Refusal(byte[] file)
    {
        var refusal = Assert.Throws<DataException>(() => Read(file));
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.NotNull(refusal.Offset);
        return refusal;
    }
}
