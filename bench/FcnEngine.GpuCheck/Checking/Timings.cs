using System.Diagnostics;
using FcnEngine.Execution;
using FcnEngine.GpuCheck.Catalogue;
using FcnEngine.GpuCheck.Reporting;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Tuning;
using FcnEngine.Networks;
using FcnEngine.Testing.Checks;
using FcnEngine.Testing.Networks;

namespace FcnEngine.GpuCheck.Checking;

/// <summary>Times of kernels and whole steps, in each class as the models choose and as the measured variants have it.</summary>
/// <param name="tuned">Empty where nothing was tuned.</param>
internal sealed class Timings(DeviceSet devices, TuningTable tuned, Action<string> progress)
{
    private const int Samples = 7, Replays = 10, CopiesInGraph = 20;

    /// <summary>The lab's recipe: 100 epochs of 234 images.</summary>
    private const int EpochSteps = 100 * 234;

    /// <summary>Each case's launches, bound many times over as one sequence, so that what a launch costs the host does not count.</summary>
    public IEnumerable<Timing> OfKernels(IReadOnlyList<LabRow> rows)
    {
        foreach (var (name, kernel) in rows)
        {
            progress($"time of {name}");
            var inputs = kernel.Inputs();
            foreach (var (accuracy, device) in Ways())
            {
                using var run = new KernelRun(device, kernel, inputs);
                using var many = device.Bind([.. Enumerable.Repeat(run.Launches, CopiesInGraph).SelectMany(launches => launches)]);
                yield return Of(name, accuracy, Measure(device, many, CopiesInGraph), kernel.Flops, kernel.Bytes);
            }
        }
    }

    /// <summary>Whole training steps: the replay alone, and with the batch's upload; and inference.</summary>
    public IEnumerable<Timing> OfSteps(Network network, int batchSize)
    {
        var (images, labels) = Batch(network, batchSize);
        var name = network.Name.ToUpperInvariant();
        foreach (var (accuracy, device) in Ways())
        {
            progress($"time of a step of {network.Name}, batch {batchSize}, {accuracy}");
            using var model = new Model(network, device);
            var training = model.Training(batchSize);
            var plan = training.Session.Plan;
            long flops = plan.Steps.Sum(step => step.Flops), bytes = plan.Steps.Sum(step => step.Bytes);
            training.Feed(images, labels, 0, 1e-4f);
            yield return Of($"{name} step b{batchSize}", accuracy, Measure(device, new Runs(training.Session.Run), 1), flops, bytes);
            var number = 0;
            var whole = new Runs(() => training.Queue(images, labels, number++, 1e-4f));
            yield return Of($"{name} step b{batchSize} with its upload", accuracy, Measure(device, whole, 1), flops, bytes);
            var inference = model.Inference(batchSize);
            inference.Run(images);
            var inferred = inference.Session.Plan;
            yield return Of(
                $"{name} inference b{batchSize}", accuracy, Measure(device, new Runs(inference.Session.Run), 1),
                inferred.Steps.Sum(step => step.Flops), inferred.Steps.Sum(step => step.Bytes));
        }
    }

    /// <summary>As many steps as the lab's recipe has, by the clock on the wall: batches uploaded, losses read as training reads them.</summary>
    public IEnumerable<Timing> OfEpochs(Network network)
    {
        var (images, labels) = Batch(network, 1);
        foreach (var (accuracy, device) in Ways())
        {
            progress($"{EpochSteps} steps of {network.Name}, {accuracy}");
            using var model = new Model(network, device);
            var training = model.Training(1);
            training.Step(images, labels, 0, 1e-4f);
            var began = Stopwatch.GetTimestamp();
            for (var step = 0; step < EpochSteps; step++)
            {
                training.Queue(images, labels, step, 1e-4f);
                if (step % TrainingSession.OutcomesKept == TrainingSession.OutcomesKept - 1) training.ReadOutcomes();
            }

            device.Synchronize();
            var time = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
            var plan = training.Session.Plan;
            yield return Of($"{network.Name.ToUpperInvariant()} 100 epochs b1", accuracy, [time], EpochSteps * plan.Flops, EpochSteps * plan.Steps.Sum(step => step.Bytes));
        }
    }

    /// <summary>Every class, and again with the measured variants.</summary>
    private IEnumerable<(string Accuracy, IlgpuDevice Device)> Ways()
    {
        foreach (var (accuracy, device, _) in devices.Classes)
        {
            yield return (accuracy, device);
            if (!tuned.Kernels.Any(kernel => kernel.Key.Precision == device.Options.Precision && device.Traits.TensorCores)) continue;
            device.Choice.Variants = tuned;
            yield return ($"{accuracy} tuned", device);
            device.Choice.Variants = null;
        }
    }

    private static (float[] Images, byte[] Labels) Batch(Network network, int batchSize)
    {
        var feeds = TrainingStep.Build(network, batchSize).Feeds(1);
        return (Array.ConvertAll(feeds["images"], value => (float)value), Array.ConvertAll(feeds["labels"], value => (byte)value));
    }

    /// <summary>Microseconds of one of the repeats in a run, a sample each, ascending.</summary>
    private static double[] Measure(IlgpuDevice device, LaunchSequence sequence, int repeatsInRun)
    {
        using var clock = new DeviceClock(device);
        for (var i = 0; i < 3; i++) sequence.Run();
        return [.. Enumerable.Range(0, Samples).Select(_ => clock.Measure(sequence, Replays) / (Replays * repeatsInRun)).Order()];
    }

    private static Timing Of(string name, string accuracy, double[] times, long flops, long bytes)
    {
        var median = times[times.Length / 2];
        return new Timing(name, accuracy, median, times[0], times[^1], flops / median / 1e3, bytes / median / 1e3);
    }

    /// <summary>Anything that queues work, as a sequence.</summary>
    private sealed class Runs(Action run) : LaunchSequence
    {
        public override void Run() => run();
    }
}
