using System.Buffers.Binary;
using System.Text.Json;
using FcnEngine.Data;
using FcnEngine.Execution;
using FcnEngine.Networks;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Events;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Checkpoints;

public sealed class CheckpointRoundTripTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Device _device = SmallRun.OpenDevice();

    private static readonly CheckpointRecord s_record = new(
        "fcn", new RunState(123, 4, 5, 0.1 + 0.2, 17, 0.875, 100, 0.5), new Dictionary<string, string> { ["learning_rate"] = "0.03" }, new string('a', 64));

    public void Dispose()
    {
        _device.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Weights_and_record_come_back_bit_for_bit()
    {
        var path = Save(seed: 7);
        using var expected = NewModel(seed: 7);
        using var actual = NewModel(seed: 8);
        var checkpoint = Checkpoint.Open(path);
        checkpoint.LoadInto(actual);
        Assert.Equal((s_record.Network, s_record.State, s_record.DataChecksum), (checkpoint.Record.Network, checkpoint.Record.State, checkpoint.Record.DataChecksum));
        Assert.Equal(s_record.Settings, checkpoint.Record.Settings);
        foreach (var name in expected.Variables.ParameterNames) Assert.Equal(expected.Variables.ReadAll(name), actual.Variables.ReadAll(name));
    }

    [Fact]
    public void The_same_state_makes_the_same_bytes() => Assert.Equal(File.ReadAllBytes(Save(seed: 7)), File.ReadAllBytes(Save(seed: 7, name: "again")));

    /// <summary>Read here without our reader: length, JSON, tensors in the lab's names and shapes, data at a multiple of 8.</summary>
    [Fact]
    public void The_file_is_plain_safetensors()
    {
        var bytes = File.ReadAllBytes(Save(seed: 7));
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, (8 + length) % 8);
        using var json = JsonDocument.Parse(bytes.AsMemory(8, length));
        var tensors = json.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__").ToArray();
        Assert.Equal(
            ["Conv1/W_conv1", "Conv2/W_conv2", "Conv3/W_conv3", "Conv4/W_conv4", "Score_classes/W_score_classes", "Upscore/W_upscore"],
            tensors.Select(tensor => tensor.Name));
        Assert.All(tensors, tensor => Assert.Equal("F32", tensor.Value.GetProperty("dtype").GetString()));
        Assert.Equal([5, 5, 1, 16], tensors[0].Value.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32()));
        var offsets = tensors[0].Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32()).ToArray();
        // 5 * 5 * 1 * 16 floats
        Assert.Equal([0, 1600], offsets);
        using var model = NewModel(seed: 7);
        Assert.Equal(model.Variables.ReadAll("Conv1/W_conv1")[3], BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 + length + 3 * 4)));
    }

    [Fact]
    public void Another_network_is_refused_by_name()
    {
        using var other = new Model(FullyConnected.Create(8, 8, 4), _device);
        var refusal = Assert.Throws<DataException>(() => Checkpoint.Open(Save(seed: 1)).LoadInto(other));
        Assert.Contains("holds the network 'fcn', not 'fc'", refusal.Message);
    }

    [Fact]
    public void Other_shapes_and_biases_are_refused_and_nothing_is_loaded()
    {
        using var wider = new Model(FullyConvolutional.Create([16, 16, 24, 32], 32, 32), _device, new ModelOptions(Seed: 3));
        var before = wider.Variables.ReadAll("Conv1/W_conv1");
        var checkpoint = Checkpoint.Open(Save(seed: 1));
        Assert.Contains("holds Conv4/W_conv4 with shape (3, 3, 24, 24), the network's is (3, 3, 24, 32)", Assert.Throws<DataException>(() => checkpoint.LoadInto(wider)).Message);
        Assert.Equal(before, wider.Variables.ReadAll("Conv1/W_conv1"));
        using var biased = new Model(FullyConvolutional.Create([16, 16, 24, 24], 32, 32, biases: true), _device);
        Assert.Contains("lacks Conv1/b_conv1", Assert.Throws<DataException>(() => checkpoint.LoadInto(biased)).Message);
    }

    [Fact]
    public void A_weight_that_is_not_finite_is_refused()
    {
        using var model = NewModel(seed: 1);
        model.Variables.Write("Conv3/W_conv3", (_, values) => values.Fill(float.NaN));
        CheckpointWriter.Write(_folder.File("nan"), model.Variables, s_record);
        Assert.Contains("holds NaN in Conv3/W_conv3", Assert.Throws<DataException>(() => Checkpoint.Open(_folder.File("nan"))).Message);
    }

    private Model NewModel(ulong seed) => new(SmallRun.Network, _device, new ModelOptions(seed));

    private string Save(ulong seed, string name = "model.safetensors")
    {
        using var model = NewModel(seed);
        CheckpointWriter.Write(_folder.File(name), model.Variables, s_record);
        return _folder.File(name);
    }
}
