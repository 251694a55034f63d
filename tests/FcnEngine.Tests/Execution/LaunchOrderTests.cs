using FcnEngine.Execution;
using FcnEngine.Graphs;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Networks;
using FcnEngine.Ops;
using FcnEngine.Planning;
using FcnEngine.Tensors;
using FcnEngine.Testing.Networks;

namespace FcnEngine.Tests.Execution;

/// <summary>What may run at the same time on a device that can.</summary>
public sealed class LaunchOrderTests : IDisposable
{
    private readonly CpuDevice _device = new();

    public static TheoryData<string> NetworkNames() => [.. SmallNetworks.All.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void Any_order_that_is_allowed_gives_the_same_bits(string network)
    {
        var plain = Train(network, order: null);
        Assert.Equal(plain, Train(network, LatestFirst));
        Assert.Equal(plain, Train(network, after => Shuffled(after, 1)));
        Assert.Equal(plain, Train(network, after => Shuffled(after, 2)));
    }

    [Fact]
    public void An_order_that_is_not_allowed_shows()
    {
        Assert.NotEqual(Train("fcn", order: null), Train("fcn", after => [.. Enumerable.Range(0, after.Count).Reverse()]));
        // An update that does not wait for the gradient that reads the old weight.
        Assert.NotEqual(Train("fcn", order: null), Train("fcn", after => [.. LatestFirst([.. after.Select((each, i) => i == after.Count - 1 ? [] : each)])]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    public void The_labs_step_is_sixteen_launches_of_which_eleven_follow_one_another(int batchSize)
    {
        var launches = Bound(FullyConvolutional.Create(), batchSize);
        Assert.Equal(16, launches.Count);
        // What the chain of gradients is made of; the updates stand beside it.
        var after = LaunchOrder.After(launches);
        Assert.Equal(11, LaunchOrder.Depth(after));
        var updates = Enumerable.Range(0, launches.Count).Where(i => launches[i].Launch.Kernel.Contains("update", StringComparison.Ordinal)).ToHashSet();
        Assert.Equal(6, updates.Count);
        Assert.DoesNotContain(after.Where((_, i) => !updates.Contains(i)).SelectMany(each => each), updates.Contains);
    }

    [Fact]
    public void Launches_with_the_same_scratch_memory_follow_one_another()
    {
        var (scratch, other) = (new object(), new object());
        var launches = new[] { scratch, other, scratch, null }
            .Select((used, i) => new BoundLaunch(new Launch($"{i}", () => { }) { Exclusive = used is null ? [] : [used] }, i, [], [])).ToArray();
        Assert.Equal([[], [], [0], []], LaunchOrder.After(launches));
    }

    public void Dispose() => _device.Dispose();

    private List<BoundLaunch> Bound(Network network, int batchSize)
    {
        var step = TrainingStep.Build(network, batchSize);
        var plan = Plan.Create([step.Loss], step.Updates, PlanOptions.Default);
        using var arena = _device.Allocate(DeviceMemory.Alignment);
        var places = new Dictionary<Tensor, DeviceTensor>();
        var bound = new List<BoundLaunch>();
        foreach (var (each, number) in plan.Steps.Select((each, number) => (each, number)))
        {
            foreach (var output in each.Outputs)
            {
                // Bound as if the arena were as large as the plan says; nothing is run.
                places[output] = plan.Layout.StorageOf(output) is { } storage
                    ? new DeviceTensor(arena, storage.Offset, output.Type)
                    : new DeviceTensor(new Elsewhere(), 0, output.Type);
            }

            if (each.Op is Input or Variable or Reshape) continue;
            bound.AddRange(BoundLaunch.Of(each, number, [new Launch(each.Name, () => { })], tensor => places[tensor]));
        }

        return bound;
    }

    private float[] Train(string network, Func<IReadOnlyList<IReadOnlyList<int>>, IReadOnlyList<int>>? order)
    {
        var step = TrainingStep.Build(SmallNetworks.Find(network), batchSize: 2);
        using var variables = new VariableStore(_device, step.Graph, seed: 3);
        using var session = new Session(Plan.Create([step.Loss], step.Updates, PlanOptions.Default), variables, _device);
        var run = order?.Invoke(session.After).Select(i => session.Launches[i]).ToArray() ?? session.Launches;
        for (var number = 0; number < 3; number++)
        {
            foreach (var input in session.Plan.Inputs) Feed(session, input, step.Feeds(number)[input.Name]);
            foreach (var launch in run) launch.Run();
        }

        return [.. variables.ParameterNames.SelectMany(variables.ReadAll)];
    }

    private static void Feed(Session session, Tensor input, double[] values)
    {
        if (input.Type.Element == ElementType.UInt8) session.Feed<byte>(input, Array.ConvertAll(values, value => (byte)value));
        else if (input.Type.Element == ElementType.Int32) session.Feed<int>(input, Array.ConvertAll(values, value => (int)value));
        else session.Feed<float>(input, Array.ConvertAll(values, value => (float)value));
    }

    /// <summary>Of the launches that may run next always the last of the list.</summary>
    private static List<int> LatestFirst(IReadOnlyList<IReadOnlyList<int>> after) => Ordered(after, ready => ready.Count - 1);

    private static List<int> Shuffled(IReadOnlyList<IReadOnlyList<int>> after, int seed)
    {
        var random = new Random(seed);
        return Ordered(after, ready => random.Next(ready.Count));
    }

    private static List<int> Ordered(IReadOnlyList<IReadOnlyList<int>> after, Func<List<int>, int> pick)
    {
        var done = new List<int>();
        while (done.Count < after.Count)
        {
            var ready = Enumerable.Range(0, after.Count).Where(i => !done.Contains(i) && after[i].All(done.Contains)).ToList();
            done.Add(ready[pick(ready)]);
        }

        return done;
    }

    /// <summary>The memory of a variable.</summary>
    private sealed class Elsewhere() : DeviceMemory(0)
    {
        public override void Upload(long byteOffset, ReadOnlySpan<byte> source) => throw new InvalidOperationException();

        public override void Download(long byteOffset, Span<byte> destination) => throw new InvalidOperationException();

        protected override void Dispose(bool disposing)
        {
        }
    }
}
