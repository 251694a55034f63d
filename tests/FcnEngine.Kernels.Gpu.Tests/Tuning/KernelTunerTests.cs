using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.TensorCores;
using FcnEngine.Kernels.Gpu.Tests.Stub;
using FcnEngine.Kernels.Gpu.Tuning;
using FcnEngine.Layers;
using FcnEngine.Networks;
using FcnEngine.Ops;
using FcnEngine.Planning;
using FcnEngine.Tensors;
using FcnEngine.Testing.Networks;

namespace FcnEngine.Kernels.Gpu.Tests.Tuning;

public sealed class KernelTunerTests(Simulator simulator)
{
    [Fact]
    public void Every_candidate_of_a_kernel_runs_and_is_timed_on_a_simulated_card()
    {
        var graph = new Graphs.Graph();
        var convolved = graph.Input("x", TensorType.Float32([1, 4, 3, 16])).Conv2d(graph.Input("w", TensorType.Float32([2, 2, 16, 16])), 1, Padding.Valid);
        var device = simulator.TensorCores(Precision.Fp32);
        using var clock = new DeviceClock(device);
        var tuned = Assert.Single(new KernelTuner(device, clock, TuningEffort.Least).Tune(Plan.Create([convolved], [], PlanOptions.Default).Steps));
        Assert.Equal(new TuningKey(device.Model, "conv2d forward", "1x4x3x16 2x2x16 stride 1x1 to 3x2", Precision.Fp32), tuned.Key);
        // The tile one warp across, for sixteen columns; two stages in one part or two.
        Assert.Equal(["64x40/1", "64x40/2"], tuned.Times.Select(time => time.Variant));
        Assert.All(tuned.Times, time => Assert.InRange(time.Microseconds, 1, 1e9));
        Assert.Equal(tuned.Times.Min(time => time.Microseconds), tuned.TimeOf(tuned.Winner));
        Assert.Contains(tuned.ByModel, tuned.Times.Select(time => time.Variant));
    }

    [Fact]
    public void The_fastest_by_the_median_wins_and_is_what_the_next_run_launches_on_such_a_card_with_such_kernels()
    {
        StubDriver.OrSkip();
        var step = TrainingStep.Build(FullyConvolutional.Create(), 1);
        var plan = Plan.Create([step.Logits], [], PlanOptions.Default);
        using var device = GpuDevices.OpenCuda();
        var tuned = new KernelTuner(device, new Ranked(i => -i), new TuningEffort(3, 2, 2)).Tune(plan.Steps);
        Assert.Equal(["conv2drelumaxpool2d forward", "conv2d forward", "conv2d forward"], tuned.Select(kernel => kernel.Key.Operation));
        Assert.All(tuned, kernel => Assert.Equal(kernel.Times[^1].Variant, kernel.Winner));
        Assert.All(new KernelTuner(device, new Ranked(i => i), TuningEffort.Least).Tune(plan.Steps), kernel => Assert.Equal(kernel.Times[0].Variant, kernel.Winner));

        var model = Launches(device, plan, null);
        var measured = Launches(device, plan, tuned);
        foreach (var kernel in tuned)
        {
            Assert.Contains(model, name => name == $"{kernel.Key.Operation} tf32+bf16 {kernel.ByModel}");
            Assert.Contains(measured, name => name == $"{kernel.Key.Operation} tf32+bf16 {kernel.Winner}");
        }

        Assert.Equal(model, Launches(device, plan, tuned.Select(kernel => kernel with { Checksum = "0" })));
        Assert.Equal(model, Launches(device, plan, tuned.Select(kernel => kernel with { Key = kernel.Key with { Device = device.Model with { Name = "Other" } } })));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1024, 200, 79)]
    [InlineData(2700, 300, 8)]
    [InlineData(65536, 100, 1000)]
    public void Candidates_have_names_of_their_own(int rows, int columns, int stages)
    {
        var traits = new GpuTraits(132, true, true, 227 * 1024);
        var problem = new TensorProblem(rows, columns, stages, 1);
        Assert.All(Enum.GetValues<Precision>(), precision =>
        {
            var names = TileChoice.Candidates(traits, precision, problem).Select(choice => choice.ToString()).ToArray();
            Assert.Equal(names.Length, names.Distinct().Count());
            Assert.Contains(TileChoice.For(traits, precision, problem).ToString(), names);
        });
    }

    /// <summary>The names of a plan's launches with a table of choices, or without any.</summary>
    private static string[] Launches(IlgpuDevice device, Plan plan, IEnumerable<TunedKernel>? tuned)
    {
        device.Choice.Variants = tuned is null ? null : new TuningTable(tuned);
        return [.. plan.Steps.Where(step => step.Op is not (Input or Variable)).SelectMany(step =>
        {
            using var operands = new TuningOperands(device, step);
            return step.Op.Bind(device.Kernels, operands.Inputs, operands.Outputs).Select(launch => launch.Kernel).ToArray();
        })];
    }

    /// <summary>A clock that ranks the sequences in the order in which it meets them, whatever they do.</summary>
    private sealed class Ranked(Func<int, double> rank) : ILaunchClock
    {
        private readonly Dictionary<LaunchSequence, int> _met = [];

        public double Measure(LaunchSequence sequence, int runs)
        {
            sequence.Run();
            _met.TryAdd(sequence, _met.Count);
            return 1e6 + rank(_met[sequence]);
        }
    }
}
