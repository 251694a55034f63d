using FcnEngine.Data.Dicom;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Dicom;

public sealed class DicomReaderTests
{
    private static readonly DicomTag s_sequence = new(0x0008, 0x1140), s_private = new(0x0009, 0x1001);

    [Theory]
    [InlineData(TransferSyntax.ExplicitLittleEndian)]
    [InlineData(TransferSyntax.ImplicitLittleEndian)]
    public void Both_uncompressed_syntaxes_are_read(string syntax)
    {
        var image = new DicomBuilder { TransferSyntax = syntax }
            .Text(DicomTag.Modality, "CS", "MR")
            .Text(DicomTag.ImagePosition, "DS", "1.5\\-2\\3e1")
            .Text(DicomTag.ImageOrientation, "DS", "0\\1\\0\\0\\0\\-1")
            .Image(2, 3)
            .Text(DicomTag.PixelSpacing, "DS", "1.25\\1.5")
            .Text(DicomTag.RescaleSlope, "DS", "2")
            .Pixels(DicomBuilder.Words(0, 1, 2, 300, 40000, 65535))
            .Read();

        Assert.Equal([0, 1, 2, 300, 40000, 65535], image.Pixels);
        Assert.Equal(("MR", new PixelSpacing(1.25f, 1.5f), 2.0), (image.Header.Modality, image.Header.PixelSpacing!.Value, image.Header.RescaleSlope!.Value));
        // (0, 1, 0) x (0, 0, -1) = (-1, 0, 0); times (1.5, -2, 30) = -1.5.
        Assert.Equal(-1.5, image.Header.SlicePosition);
    }

    // Cells 0x0FFF, 0x0800, 0x07FF, 0xF001 hold 12 bits each; the upper four are not part of the value.
    [Theory]
    [InlineData(false, new[] { 4095, 2048, 2047, 1 })]
    [InlineData(true, new[] { -1, -2048, 2047, 1 })]
    public void Only_the_stored_bits_count(bool signed, int[] expected) =>
        Assert.Equal(expected, new DicomBuilder().Image(2, 2, 16, 12, signed).Pixels(DicomBuilder.Words(0x0FFF, 0x0800, 0x07FF, 0xF001)).Read().Pixels);

    [Fact]
    public void Stored_bits_may_lie_high_in_the_cell() =>
        // Bits 4 to 15: 0xABC5 >> 4 = 0xABC.
        Assert.Equal([0xABC], new DicomBuilder().Image(1, 1, 16, 12, highBit: 15).Pixels(DicomBuilder.Words(0xABC5)).Read().Pixels);

    [Theory]
    [InlineData(false, new[] { 0, 127, 128, 255, 3, 4 })]
    [InlineData(true, new[] { 0, 127, -128, -1, 3, 4 })]
    public void Eight_bit_cells_are_read(bool signed, int[] expected) =>
        Assert.Equal(expected, new DicomBuilder().Image(2, 3, 8, signed: signed).Pixels([0, 127, 128, 255, 3, 4]).Read().Pixels);

    [Fact]
    public void A_byte_of_padding_after_an_odd_count_is_no_pixel() =>
        Assert.Equal([1, 2, 3], new DicomBuilder().Image(1, 3, 8).Pixels([1, 2, 3, 0]).Read().Pixels);

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(64)]
    public void Frames_of_any_width_come_out_whole(int columns)
    {
        var words = Enumerable.Range(0, 3 * columns).Select(i => (ushort)(i * 977)).ToArray();
        var image = new DicomBuilder().Image(3, columns, signed: true).Pixels(DicomBuilder.Words(words)).Read();
        Assert.Equal(words.Select(w => (int)(short)w), image.Pixels);
    }

    [Fact]
    public void Rle_frames_are_unpacked()
    {
        // Values 0x0105 four times and 0x0207 twice. High bytes: 01 x4, 02 x2; low bytes 05 x4, 07, 07 copied.
        byte[] high = [0xFD, 1, 0xFF, 2], low = [0xFD, 5, 128, 1, 7, 7];
        var frame = new byte[64];
        frame[0] = 2;
        frame[4] = 64;
        frame[8] = (byte)(64 + high.Length);
        var image = Rle(2, 3, 16, [.. frame, .. high, .. low]).Read();
        Assert.Equal([0x0105, 0x0105, 0x0105, 0x0105, 0x0207, 0x0207], image.Pixels);
    }

    [Fact]
    public void Nested_and_private_elements_are_stepped_over()
    {
        var image = new DicomBuilder()
            .Element(s_sequence, "SQ", [], DicomBuilder.Undefined)
            .Item(DicomBuilder.Undefined)
                .Short(DicomTag.Rows, 999)
                .Element(s_sequence, "SQ", [], DicomBuilder.Undefined).Item(4, [1, 2, 3, 4]).SequenceEnd()
            .ItemEnd()
            .Item(DicomBuilder.Undefined).ItemEnd()
            .SequenceEnd()
            .Element(s_private, "UN", [], DicomBuilder.Undefined)
            // Inside UN everything is implicit: a tag and a 32-bit length.
            .Item(DicomBuilder.Undefined).Bare(0x0009, 0x0010, 2, [7, 7]).ItemEnd()
            .SequenceEnd()
            .Element(new DicomTag(0x0009, 0x1002), "UT", new byte[70_000])
            .Image(1, 1)
            .Pixels([9, 0])
            .Read();
        Assert.Equal((1, 9), (image.Header.Rows, image.Pixels[0]));
    }

    [Fact]
    public void Monochrome1_and_rescale_are_told_and_not_applied()
    {
        var image = new DicomBuilder().Image(1, 2, photometric: "MONOCHROME1").Text(DicomTag.RescaleIntercept, "DS", "-100").Pixels(DicomBuilder.Words(3, 4)).Read();
        Assert.Equal([3, 4], image.Pixels);
        Assert.Equal(("MONOCHROME1", -100.0), (image.Header.Photometric, image.Header.RescaleIntercept!.Value));
    }

    [Fact]
    public void A_header_is_read_without_pixels_that_are_cut_off_or_of_an_unknown_kind()
    {
        var bytes = new DicomBuilder { TransferSyntax = "1.2.840.10008.1.2.4.90" }.Image(4, 4).Element(DicomTag.PixelData, "OB", [], DicomBuilder.Undefined).Build();
        Assert.Equal(4, DicomReader.ReadHeader(new MemoryStream(bytes), "x").Rows);
        var error = Assert.Throws<DataException>(() => DicomBuilder.Read(bytes));
        Assert.Contains("JPEG 2000 Lossless (1.2.840.10008.1.2.4.90)", error.Message);
        Assert.Contains("-p:UseFoDicom=true", error.Message);
    }

    [Fact]
    public void Cardiac_phase_is_the_trigger_time_over_the_beat()
    {
        var header = new DicomBuilder().Text(DicomTag.TriggerTime, "DS", "225").Text(DicomTag.NominalInterval, "IS", "900")
            .Text(DicomTag.SliceLocation, "DS", "12.5").Image(1, 1).Pixels([0, 0]).Read().Header;
        // 225 / 900.
        Assert.Equal((0.25, 12.5), (header.CardiacPhase!.Value, header.SlicePosition!.Value));
    }

    internal static DicomBuilder Rle(int rows, int columns, int bits, byte[] frame) =>
        new DicomBuilder { TransferSyntax = TransferSyntax.RleLossless }
            .Image(rows, columns, bits)
            .Element(DicomTag.PixelData, "OB", [], DicomBuilder.Undefined)
            .Item(0)
            .Item((uint)frame.Length, frame)
            .SequenceEnd();
}
