using FcnEngine.Data.Records;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Records;

public sealed class RecordDamageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_byte_of_a_plain_file_changed_to_any_other_is_noticed()
    {
        var bytes = Small(Compression.None, count: 1, extent: 2);
        Assert.InRange(bytes.Length, 200, 400);
        for (var i = 0; i < bytes.Length; i++)
        {
            for (var change = 1; change < 256; change++)
            {
                bytes[i] ^= (byte)change;
                Assert.Throws<DataException>(() => Read(bytes));
                bytes[i] ^= (byte)change;
            }
        }
    }

    [Fact]
    public void Every_flipped_byte_of_a_gzip_file_is_noticed_or_changes_nothing()
    {
        var bytes = Small(Compression.GZip);
        var whole = Read(bytes);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0xFF;
            try
            {
                var read = Read(bytes);
                Assert.Equal(whole.Count, read.Count);
                for (var s = 0; s < whole.Count; s++)
                    TestSamples.AssertSame(whole[s], read[s]);
                // Only the ten header bytes (time, system, level) mean nothing to the decoder.
                Assert.InRange(i, 2, 9);
            }
            catch (DataException)
            {
                // Noticed.
            }
            bytes[i] ^= 0xFF;
        }
    }

    [Theory]
    [InlineData(Compression.None)]
    [InlineData(Compression.GZip)]
    public void A_file_cut_inside_a_record_is_noticed_at_every_length(Compression compression)
    {
        var bytes = Small(compression);
        var one = Small(compression, 1).Length;
        for (var length = 0; length < bytes.Length; length++)
        {
            if (compression == Compression.None && length == one)
                continue; // A plain file cut between two records is a shorter file.
            var error = Assert.Throws<DataException>(() => Read(bytes[..length]));
            Assert.NotNull(error.Offset);
        }
    }

    [Fact]
    public void A_record_of_another_size_is_refused_with_its_place()
    {
        var path = _folder.File("a.tfrecords");
        RecordFile.Write(path, [TestSamples.Make(256, 256), TestSamples.Make(255, 256, 1)]);

        var error = Assert.Throws<DataException>(() => RecordFile.Read(path));

        Assert.StartsWith(path + ": record 1: the frame is 255x256 where 256x256 is needed (byte ", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_label_of_two_is_refused_with_its_place()
    {
        var sample = TestSamples.Make(4, 4);
        var path = _folder.File("a.tfrecords");
        RecordFile.Write(path, [sample]);
        // Find the label bytes in the file, change one and mend the checksum: only the label is wrong then.
        var bytes = File.ReadAllBytes(path);
        var at = bytes.AsSpan().IndexOf(sample.Mask);
        bytes[at + 6] = 2;
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), MaskedCrc32C.Of(bytes.AsSpan(12, bytes.Length - 16)));
        File.WriteAllBytes(path, bytes);

        var error = Assert.Throws<DataException>(() => RecordFile.Read(path, null));

        // Place 6 of a 4 x 4 frame is row 1, column 2.
        Assert.Contains("label 2 at row 1, column 2", error.Message);
        Assert.Equal(at + 6, error.Offset);
    }

    [Theory]
    [InlineData("no such file", null)]
    [InlineData("empty", "")]
    [InlineData("text", "this is no record file at all")]
    public void What_is_no_record_file_gets_one_line(string name, string? content)
    {
        var path = _folder.File(name);
        if (content is not null)
            File.WriteAllText(path, content);

        var error = Assert.Throws<DataException>(() => RecordFile.Read(path));

        Assert.StartsWith(path, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_folder_is_no_record_file() =>
        Assert.Contains("is a folder", Assert.Throws<DataException>(() => RecordFile.Read(_folder.Path)).Message);

    private static IReadOnlyList<Sample> Read(byte[] bytes) => RecordFile.Read(new MemoryStream(bytes), "small.tfrecords", null);

    private byte[] Small(Compression compression, int count = 2, int extent = 4)
    {
        var path = _folder.File("small.tfrecords");
        RecordFile.Write(path, Enumerable.Range(0, count).Select(i => TestSamples.Make(extent, extent, i)), compression);
        return File.ReadAllBytes(path);
    }
}
