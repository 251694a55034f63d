using FcnEngine.Execution;
using FcnEngine.Networks;
using FcnEngine.Ops;
using FcnEngine.Planning;
using FcnEngine.Testing.Networks;

namespace FcnEngine.Tests.Planning;

/// <summary>Where tensors lie. That no value is overwritten too early is watched by every run of <see cref="FusionTests"/>.</summary>
public class ArenaTests
{
    public static TheoryData<string> NetworkNames() => [.. SmallNetworks.All.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void Storages_that_live_together_share_no_byte(string network)
    {
        foreach (var options in new[] { PlanOptions.Default, PlanOptions.Unfused, PlanOptions.Default with { ReuseMemory = false } })
        {
            var storages = TrainingPlan(SmallNetworks.Find(network), options).Layout.Storages;
            foreach (var (left, right) in from left in storages from right in storages where left != right && left.LivesWith(right) select (left, right))
                Assert.True(left.Offset + left.ByteLength <= right.Offset || right.Offset + right.ByteLength <= left.Offset, $"{left} | {right}");
        }
    }

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void Lifetimes_reach_from_the_step_that_writes_to_the_last_that_reads(string network)
    {
        var plan = TrainingPlan(SmallNetworks.Find(network), PlanOptions.Default);
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            foreach (var tensor in plan.Steps[i].Inputs.Concat(plan.Steps[i].Outputs))
            {
                if (plan.Layout.StorageOf(tensor) is { } storage) Assert.InRange(i, storage.First, storage.Last);
            }
        }
    }

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void Every_storage_is_aligned_and_inside_the_arena(string network)
    {
        var layout = TrainingPlan(SmallNetworks.Find(network), PlanOptions.Default).Layout;
        Assert.All(layout.Storages, storage =>
        {
            Assert.Equal(0, storage.Offset % DeviceMemory.Alignment);
            Assert.InRange(storage.Offset + storage.ByteLength, 1, layout.ByteLength);
            Assert.All(storage.Tensors, tensor => Assert.InRange(tensor.Type.ByteLength, 0, storage.ByteLength));
        });
    }

    [Fact]
    public void Without_reuse_no_two_values_share_memory()
    {
        var plan = TrainingPlan(SmallNetworks.Find("fcn"), PlanOptions.Unfused with { ReuseMemory = false });
        var outputs = plan.Steps.Where(step => step.Op is not (Variable or Reshape)).SelectMany(step => step.Outputs).ToArray();
        Assert.Equal(outputs.Length, outputs.Select(output => plan.Layout.StorageOf(output)!.Offset).Distinct().Count());
    }

    [Fact]
    public void The_arena_is_hardly_larger_than_what_lives_at_once()
    {
        foreach (var options in new[] { PlanOptions.Default, PlanOptions.Unfused })
        {
            var plan = TrainingPlan(FullyConvolutional.Create(), options);
            var peak = Enumerable.Range(0, plan.Steps.Count)
                .Max(i => plan.Layout.Storages.Where(storage => storage.First <= i && i <= storage.Last).Sum(storage => storage.ByteLength));
            Assert.InRange(plan.Layout.ByteLength, peak, peak * 5 / 4);
        }
    }

    private static Plan TrainingPlan(Network network, PlanOptions options)
    {
        var step = TrainingStep.Build(network, batchSize: 2);
        return Plan.Create([step.Loss], step.Updates, options);
    }
}
