using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Ops;
using FcnEngine.Planning;
using FcnEngine.Reference;
using FcnEngine.Tensors;
using FcnEngine.Testing.Checks;
using FcnEngine.Testing.Networks;

namespace FcnEngine.Tests.Execution;

public sealed class SessionTests : IDisposable
{
    private readonly CpuDevice _device = new();

    public static TheoryData<string> NetworkNames() => [.. SmallNetworks.All.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void Every_value_of_an_unfused_step_is_the_references(string network)
    {
        var step = TrainingStep.Build(SmallNetworks.Find(network), batchSize: 2);
        var reference = new ReferenceInterpreter(step.Graph);
        reference.Initialize(seed: 1);
        using var variables = new VariableStore(_device, step.Graph, seed: 1);
        using var session = new Session(Plan.Create([step.Loss], step.Updates, PlanOptions.Unfused with { ReuseMemory = false }), variables, _device);
        var feeds = step.Feeds(number: 4);
        Feed(session, feeds);
        session.Run();
        foreach (var (tensor, expected) in reference.Run(feeds))
        {
            if (tensor.Type.Element != ElementType.Float32) continue;
            var values = Array.ConvertAll(session[tensor].ToArray<float>(), value => (double)value);
            // Small gradients are sums of large terms that cancel; what is left has fewer digits.
            Assert.True(RelativeError.Of(values, expected) < 1e-4, $"{tensor}: {RelativeError.Worst(values, expected)}");
        }
    }

    [Fact]
    public void Inputs_stay_until_they_are_fed_again()
    {
        var step = TrainingStep.Build(SmallNetworks.Find("fcn"), batchSize: 1);
        using var variables = new VariableStore(_device, step.Graph, seed: 1);
        using var session = new Session(Plan.Create([step.Loss], [], PlanOptions.Default), variables, _device);
        Feed(session, step.Feeds(number: 4));
        var losses = new float[3];
        for (var i = 0; i < losses.Length; i++)
        {
            session.Run();
            session.Fetch(step.Loss, losses.AsSpan(i, 1));
        }

        Assert.Single(losses.Distinct());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_step_allocates_nothing(int threads)
    {
        using var device = new CpuDevice(new CpuOptions(threads));
        using var model = new Model(SmallNetworks.Find("fcn with dropout"), device);
        var session = model.Training(batchSize: 2);
        var (images, labels) = (new float[2 * 32 * 16], new byte[2 * 32 * 16]);
        for (var i = 0; i < 3; i++) session.Step(images, labels, i, 0.1f);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 3; i < 8; i++) session.Step(images, labels, i, 0.1f);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Values_that_do_not_fill_their_tensor_are_refused()
    {
        using var model = new Model(SmallNetworks.Find("fcn"), _device);
        var error = Assert.Throws<ArgumentException>(() => model.Training(1).Step(new float[5], new byte[32 * 48], 0, 0.1f));
        Assert.Contains("(1, 32, 48, 1)", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _device.Dispose();

    private static void Feed(Session session, Dictionary<string, double[]> feeds)
    {
        foreach (var input in session.Plan.Inputs)
        {
            var values = feeds[((Input)input.Producer.Op).FeedName];
            if (input.Type.Element == ElementType.Float32) session.Feed<float>(input, Array.ConvertAll(values, value => (float)value));
            else if (input.Type.Element == ElementType.UInt8) session.Feed<byte>(input, Array.ConvertAll(values, value => (byte)value));
            else session.Feed<int>(input, Array.ConvertAll(values, value => (int)value));
        }
    }
}
