using FcnEngine.Data.Records;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Records;

public sealed class RecordRoundTripTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Compression.None)]
    [InlineData(Compression.GZip)]
    public void Samples_come_back_as_they_were_written(Compression compression)
    {
        Sample[] samples = [TestSamples.Make(256, 256, 0), TestSamples.Make(256, 256, 1), TestSamples.Make(256, 256, 2)];
        var path = _folder.File(RecordFile.TrainName);

        Assert.Equal(3, RecordFile.Write(path, samples, compression));
        var back = RecordFile.Read(path);

        Assert.Equal(3, back.Count);
        for (var i = 0; i < 3; i++)
            TestSamples.AssertSame(samples[i], back[i]);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("img_raw", PixelWidth.OneByte)]
    [InlineData("img_raw", PixelWidth.TwoBytes)]
    [InlineData("image_raw", PixelWidth.EightBytes)]
    [InlineData("image_raw", PixelWidth.TwoBytes)]
    public void Both_names_and_all_widths_of_the_image_are_read(string feature, PixelWidth width)
    {
        var sample = TestSamples.Make(5, 7, high: 256);
        var path = _folder.File("a.tfrecords");

        RecordFile.Write(path, [sample], schema: new RecordSchema { ImageFeature = feature, PixelWidth = width });

        TestSamples.AssertSame(sample, RecordFile.Read(path, null)[0]);
    }

    [Fact]
    public void Negative_values_survive_as_int16_and_int64()
    {
        var sample = TestSamples.Make(2, 2) with { Pixels = [-1, -32768, 32767, 0] };
        foreach (var width in new[] { PixelWidth.TwoBytes, PixelWidth.EightBytes })
        {
            var path = _folder.File($"{width}.tfrecords");
            RecordFile.Write(path, [sample], schema: new RecordSchema { PixelWidth = width });
            Assert.Equal(sample.Pixels, RecordFile.Read(path, null)[0].Pixels);
        }
    }

    [Fact]
    public void What_is_not_known_about_a_frame_is_left_out()
    {
        var bare = TestSamples.Make(2, 2) with { Name = "", Patient = "", PixelSpacing = null, SlicePosition = null };
        var path = _folder.File("a.tfrecords");

        RecordFile.Write(path, [bare]);

        TestSamples.AssertSame(bare, RecordFile.Read(path, null)[0]);
    }

    [Fact]
    public void A_lab_record_has_the_lab_s_size_on_disk()
    {
        var path = _folder.File("a.tfrecords");
        RecordFile.Write(path, [TestSamples.Make(256, 256)]);

        // 65536 pixels of 8 bytes and 65536 labels of 1 byte, plus names, lengths and checksums.
        Assert.InRange(new FileInfo(path).Length, 65536 * 9, 65536 * 9 + 400);
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_else()
    {
        var path = _folder.File("a.tfrecords");
        RecordFile.Write(path, [TestSamples.Make(3, 3)]);
        var before = File.ReadAllBytes(path);
        var broken = TestSamples.Make(3, 3) with { Mask = [0, 1, 2, 0, 0, 0, 0, 0, 0] };

        var error = Assert.Throws<DataException>(() => RecordFile.Write(path, [TestSamples.Make(3, 3, 1), broken]));

        // Row 0, column 2 holds the 2.
        Assert.Contains("label 2 at row 0, column 2", error.Message);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_compressed_file_that_no_reader_would_take_is_not_written()
    {
        // 13 black frames of 1024 x 1024 are 13 * 5 * 2^20 = 68 MB in memory, and next to nothing packed.
        var black = TestSamples.Make(2, 2) with { Height = 1024, Width = 1024, Pixels = new int[1 << 20], Mask = new byte[1 << 20] };
        var path = _folder.File("a.tfrecords");

        var error = Assert.Throws<DataException>(() => RecordFile.Write(path, Enumerable.Repeat(black, 13), Compression.GZip));

        Assert.Contains("would unfold to 68157440 bytes in memory", error.Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
        RecordFile.Write(path, Enumerable.Repeat(black, 11), Compression.GZip);
        Assert.Equal(11, RecordFile.Read(path, null).Count);
    }
}
