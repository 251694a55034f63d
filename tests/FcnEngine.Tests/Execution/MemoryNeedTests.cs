using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Networks;
using FcnEngine.Testing.Checks;
using FcnEngine.Testing.Networks;

namespace FcnEngine.Tests.Execution;

/// <summary>What a model says it needs is what it reserves, to the byte.</summary>
public class MemoryNeedTests
{
    public static TheoryData<string> NetworkNames() => [.. SmallNetworks.All.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void It_is_what_the_device_is_asked_for(string name)
    {
        var network = SmallNetworks.Find(name);
        using var cpu = new CpuDevice(new CpuOptions(1));
        using var device = new BoundedDevice(cpu, long.MaxValue);
        var need = MemoryNeed.Of(network, [3, 1, 3], [2]);
        using (var model = new Model(network, device))
        {
            Assert.Equal(need.Variables, device.Reserved);
            model.Training(3);
            model.Training(1);
            Assert.Equal(need.Variables + need.Training, device.Reserved);
            model.Inference(2);
            Assert.Equal(need.Variables + need.Training + need.Inference, device.Reserved);
        }

        Assert.True(need.Total > device.Reserved);
    }

    /// <summary>The lab's network at batch sizes beyond any machine: told, not overflown.</summary>
    [Theory]
    [InlineData(65_536)]
    [InlineData(10_000)]
    public void It_is_told_for_batches_beyond_any_machine(int batchSize)
    {
        var (one, many) = (MemoryNeed.Of(FullyConvolutional.Create(), [1], []), MemoryNeed.Of(FullyConvolutional.Create(), [batchSize], []));
        Assert.InRange((double)many.Training / one.Training, 0.5 * batchSize, 1.1 * batchSize);
    }
}
