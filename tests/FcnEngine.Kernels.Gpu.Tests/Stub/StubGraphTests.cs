using System.Globalization;
using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Networks;

namespace FcnEngine.Kernels.Gpu.Tests.Stub;

/// <summary>The CUDA graphs that the lab's networks are captured as: how many kernels, and which waits for which.</summary>
public sealed class StubGraphTests : IDisposable
{
    private readonly StubDriver _stub = StubDriver.OrSkip();
    private readonly IlgpuDevice _device = GpuDevices.OpenCuda();
    private readonly List<IDisposable> _open = [];

    /// <summary>Network, what is captured, batch size, kernels, and how many follow one another at least.</summary>
    public static TheoryData<string, string, int, int, int> Graphs => new()
    {
        { "fcn", "training", 1, 16, 11 },
        { "fcn", "training", 8, 16, 11 },
        { "fcn", "inference", 1, 6, 6 },
        { "fcn", "inference", 8, 6, 6 },
        { "fc", "training", 1, 4, 4 },
        { "fc", "inference", 1, 3, 3 },
    };

    [Theory]
    [MemberData(nameof(Graphs))]
    public void A_graph_has_few_kernels_and_waits_only_where_it_must(string network, string kind, int batchSize, int kernels, int depth)
    {
        var session = Open(network, kind, batchSize);
        var nodes = Nodes();
        TestContext.Current.SendDiagnosticMessage(string.Join(
            '\n', session.Launches.Select((launch, i) => $"{i + 1} {launch.Kernel}: after {string.Join(',', session.After[i].Select(j => j + 1))}")));
        Assert.Equal(kernels, nodes.Count);
        Assert.Equal(depth, LaunchOrder.Depth(nodes));
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void What_may_run_at_the_same_time_shares_no_scratch_memory(string network, string kind, int batchSize, int kernels, int depth)
    {
        var session = Open(network, kind, batchSize);
        var before = new List<HashSet<int>>();
        foreach (var after in session.After) before.Add([.. after, .. after.SelectMany(j => before[j])]);
        for (var i = 0; i < session.Launches.Count; i++)
            for (var j = 0; j < i; j++)
                if (session.Launches[i].Exclusive.Intersect(session.Launches[j].Exclusive).Any()) Assert.Contains(j, before[i]);
        Assert.InRange(depth, 1, kernels);
    }

    [Fact]
    public void The_captured_edges_are_those_of_the_session()
    {
        var session = Open("fcn", "training", 1);
        // Every launch of the FCN's step is one kernel, so nodes and launches have the same numbers.
        Assert.Equal(session.After.Select(after => after.Order()), Nodes().Select(after => after.Order()));
    }

    [Fact]
    public void An_old_driver_gets_the_kernels_one_after_the_other()
    {
        _stub.Set("driver", 11020);
        Open("fcn", "training", 1);
        Assert.Equal(Enumerable.Range(0, 16).Select(i => i == 0 ? [] : new[] { i - 1 }), Nodes());
    }

    public void Dispose()
    {
        _open.Reverse();
        foreach (var each in _open) each.Dispose();
        _device.Dispose();
        _stub.Calls();
    }

    private Session Open(string name, string kind, int batchSize)
    {
        var network = name == "fcn" ? FullyConvolutional.Create() : FullyConnected.Create(rows: 64, columns: 64, hidden: 128);
        var model = new Model(network, _device, new ModelOptions(Seed: 1));
        _open.Add(model);
        _stub.Calls();
        return kind == "training" ? model.Training(batchSize).Session : model.Inference(batchSize).Session;
    }

    /// <summary>The nodes that each node of the first capture comes after, numbered from 0.</summary>
    private List<IReadOnlyList<int>> Nodes() =>
        [.. _stub.Calls().SkipWhile(call => call.Name != "capture_begin").TakeWhile(call => call.Name != "capture_end").Where(call => call.Name == "launch").Select(After)];

    private static int[] After(StubCall launch) =>
        [.. launch["after"].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(node => int.Parse(node, CultureInfo.InvariantCulture) - 1)];
}
