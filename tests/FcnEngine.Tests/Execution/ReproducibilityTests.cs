using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Testing.Networks;

namespace FcnEngine.Tests.Execution;

/// <summary>What a run computes depends on seed and data alone.</summary>
public class ReproducibilityTests
{
    public static TheoryData<string> NetworkNames() => [.. SmallNetworks.All.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void The_same_seed_gives_the_same_bits(string network) => Assert.Equal(Train(network, seed: 7), Train(network, seed: 7));

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void Another_seed_gives_another_model(string network) => Assert.NotEqual(Train(network, seed: 7), Train(network, seed: 8));

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void The_number_of_threads_changes_no_bit(string network)
    {
        var one = Train(network, seed: 7, threads: 1);
        Assert.All([2, 3, 8], threads => Assert.Equal(one, Train(network, seed: 7, threads)));
    }

    /// <summary>All weights after five steps.</summary>
    private static float[] Train(string network, ulong seed, int threads = 2)
    {
        using var device = new CpuDevice(new CpuOptions(threads));
        using var model = new Model(SmallNetworks.Find(network), device, new ModelOptions(seed));
        var step = TrainingStep.Build(model.Network, batchSize: 2);
        for (var i = 0; i < 5; i++)
        {
            var feeds = step.Feeds(i);
            model.Training(2).Queue(
                Array.ConvertAll(feeds["images"], value => (float)value), Array.ConvertAll(feeds["labels"], value => (byte)value), i, 0.05f);
        }

        device.Synchronize();
        return [.. model.Variables.ParameterNames.SelectMany(model.Variables.ReadAll)];
    }
}
