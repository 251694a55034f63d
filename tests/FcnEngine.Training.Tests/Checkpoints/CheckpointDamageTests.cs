using FcnEngine.Data;
using FcnEngine.Execution;
using FcnEngine.Networks;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Events;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Checkpoints;

public sealed class CheckpointDamageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_flipped_bit_and_every_flipped_byte_is_noticed()
    {
        var bytes = Small();
        Read(bytes);
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var mask in (byte[])[1, 2, 4, 8, 0x10, 0x20, 0x40, 0x80, 0xFF])
            {
                bytes[i] ^= mask;
                Assert.Throws<DataException>(() => Read(bytes));
                bytes[i] ^= mask;
            }
        }
    }

    [Fact]
    public void Every_truncation_is_noticed()
    {
        var bytes = Small();
        for (var length = 0; length < bytes.Length; length++) Assert.Throws<DataException>(() => Read(bytes[..length]));
    }

    [Fact]
    public void Bytes_behind_the_last_tensor_are_noticed() => Assert.Contains("has 1 bytes that belong to no tensor", Fault([.. Small(), 0]));

    private byte[] Small()
    {
        using var device = SmallRun.OpenDevice();
        using var model = new Model(FullyConnected.Create(4, 4, 3), device);
        var path = _folder.File("small");
        CheckpointWriter.Write(path, model.Variables, new CheckpointRecord("fc", RunState.Start, new Dictionary<string, string> { ["seed"] = "0" }, "none"));
        return File.ReadAllBytes(path);
    }

    private static Checkpoint Read(byte[] bytes) => Checkpoint.Read(new MemoryStream(bytes), "damaged");

    private static string Fault(byte[] bytes) => Assert.Throws<DataException>(() => Read(bytes)).Message;
}
