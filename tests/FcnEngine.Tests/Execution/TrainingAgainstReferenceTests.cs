using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Planning;
using FcnEngine.Testing.Networks;

namespace FcnEngine.Tests.Execution;

/// <summary>Training on the CPU beside training in float64, from the same weights on the same batches.</summary>
public sealed class TrainingAgainstReferenceTests : IDisposable
{
    private readonly CpuDevice _device = new();

    public static TheoryData<string> NetworkNames() => [.. SmallNetworks.All.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void Ten_steps_follow_the_reference(string network) => AssertFollows(network, PlanOptions.Default, batchSize: 1);

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void Ten_steps_of_batches_follow_the_reference(string network) => AssertFollows(network, PlanOptions.Default, batchSize: 3);

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void Ten_steps_follow_the_reference_without_fusion(string network) => AssertFollows(network, PlanOptions.Unfused, batchSize: 2);

    public void Dispose() => _device.Dispose();

    private void AssertFollows(string network, PlanOptions plan, int batchSize)
    {
        const ulong Seed = 42;
        const double Tolerance = 1e-4; // relative; ten steps of float rounding stay near 1e-5, a wrong term is far above
        using var model = new Model(SmallNetworks.Find(network), _device, new ModelOptions(Seed, plan));
        var comparison = new ModelComparison(model, batchSize, Seed);
        for (var step = 0; step < 10; step++) Assert.InRange(comparison.Step(step, rate: 0.05), 0, Tolerance);
        Assert.InRange(comparison.WeightError(), 0, Tolerance);
        Assert.Null(model.Training(batchSize).ReadFault());
    }
}
