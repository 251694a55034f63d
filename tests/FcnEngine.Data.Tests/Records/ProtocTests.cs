using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FcnEngine.Data.Records;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Records;

/// <summary>Code that protoc made of the Example schema must read what we write, and we what it writes.</summary>
public sealed class ProtocTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PythonOracle _oracle = new("example_oracle.py", "google.protobuf", "python3-protobuf");

    public ProtocTests() => Assert.SkipUnless(PythonOracle.Execute("protoc", ["--version"]) is { Code: 0 }, "protoc is not installed (Debian: protobuf-compiler)");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Our_records_are_read_by_protoc_s_code()
    {
        Sample[] samples = [TestSamples.Make(9, 8, 0), TestSamples.Make(9, 8, 1) with { Patient = "", PixelSpacing = null }];
        var path = _folder.File("ours.tfrecords");
        RecordFile.Write(path, samples);

        var told = _oracle.Run("read", _folder.Path, path).RootElement;

        Assert.Equal(2, told.GetArrayLength());
        for (var i = 0; i < 2; i++)
        {
            var (sample, record) = (samples[i], told[i]);
            Assert.Equal([9L], Integers(record, "height"));
            Assert.Equal([8L], Integers(record, "width"));
            Assert.Equal([1L], Integers(record, "depth"));
            var pixels = new byte[8 * 72];
            for (var p = 0; p < 72; p++)
                BinaryPrimitives.WriteInt64LittleEndian(pixels.AsSpan(8 * p), sample.Pixels[p]);
            Assert.Equal(Digest(pixels), record.GetProperty("img_raw").GetProperty("sha256").GetString());
            Assert.Equal(Digest(sample.Mask), record.GetProperty("label_raw").GetProperty("sha256").GetString());
            Assert.Equal(Digest(Encoding.UTF8.GetBytes(sample.Name)), record.GetProperty("name").GetProperty("sha256").GetString());
            Assert.Equal([sample.SlicePosition!.Value], record.GetProperty("slice_position").GetProperty("floats").EnumerateArray().Select(v => v.GetSingle()));
        }
        Assert.Equal([1.25f, 1.5f], told[0].GetProperty("pixel_spacing").GetProperty("floats").EnumerateArray().Select(v => v.GetSingle()));
        Assert.False(told[1].TryGetProperty("patient", out _));
    }

    [Fact]
    public void Records_of_protoc_s_code_are_read_by_us()
    {
        var path = _folder.File("theirs.tfrecords");
        _oracle.Run("write", _folder.Path, path);

        var samples = RecordFile.Read(path, new FrameSize(6, 5));

        Assert.Equal(["SC-HF-I-01-q", "SC-HF-I-01-h", "SC-HF-I-01-B"], samples.Select(s => s.Name));
        Assert.All(samples, s =>
        {
            Assert.Equal(Enumerable.Range(0, 30).Select(i => i * 7 % 251), s.Pixels);
            Assert.Equal(Enumerable.Range(0, 30).Select(i => (byte)(i % 2)), s.Mask);
        });
    }

    private static IEnumerable<long> Integers(JsonElement record, string key) =>
        record.GetProperty(key).GetProperty("integers").EnumerateArray().Select(v => v.GetInt64());

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
