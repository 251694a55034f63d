using System.Diagnostics;
using FcnEngine.Execution;
using FcnEngine.GpuCheck.Reporting;
using FcnEngine.Networks;
using FcnEngine.Testing.Cases;
using FcnEngine.Testing.Checks;
using FcnEngine.Testing.Networks;

namespace FcnEngine.GpuCheck.Checking;

/// <summary>Wall-clock times around replays, the device waited for at both ends.</summary>
internal sealed class Timings(DeviceSet devices, Action<string> progress)
{
    private const int Samples = 7, Replays = 10, CopiesInGraph = 20;

    /// <summary>Each case's launches, bound many times over as one sequence, so that what a launch costs the host does not count.</summary>
    public IEnumerable<Timing> OfKernels(IReadOnlyList<KernelCase> cases)
    {
        foreach (var kernel in cases)
        {
            progress($"time of {kernel.Name}");
            var inputs = kernel.Inputs();
            foreach (var (accuracy, device, _) in devices.Classes)
            {
                using var run = new KernelRun(device, kernel, inputs);
                using var many = device.Bind([.. Enumerable.Repeat(run.Launches, CopiesInGraph).SelectMany(launches => launches)]);
                var times = Measure(device, many.Run, CopiesInGraph);
                yield return Of(kernel.Name, accuracy, times, kernel.Flops, kernel.Bytes);
            }
        }
    }

    /// <summary>Whole training steps, batch uploaded, loss read once a sample; and the replay alone.</summary>
    public IEnumerable<Timing> OfSteps(Network network, int batchSize)
    {
        var batches = TrainingStep.Build(network, batchSize);
        var feeds = batches.Feeds(1);
        var images = Array.ConvertAll(feeds["images"], value => (float)value);
        var labels = Array.ConvertAll(feeds["labels"], value => (byte)value);
        foreach (var (accuracy, device, _) in devices.Classes)
        {
            progress($"time of a step of {network.Name}, batch {batchSize}, {accuracy}");
            using var model = new Model(network, device);
            var training = model.Training(batchSize);
            var plan = training.Session.Plan;
            long flops = plan.Steps.Sum(step => step.Flops), bytes = plan.Steps.Sum(step => step.Bytes);
            var number = 0;
            var whole = Measure(device, () => training.Queue(images, labels, number++, 1e-4f), 1);
            yield return Of($"{network.Name} step, batch {batchSize}, with its upload", accuracy, whole, flops, bytes);
            yield return Of($"{network.Name} step, batch {batchSize}, replay alone", accuracy, Measure(device, training.Session.Run, 1), flops, bytes);
            var inference = model.Inference(batchSize);
            inference.Run(images);
            var inferred = inference.Session.Plan;
            yield return Of(
                $"{network.Name} inference, batch {batchSize}, replay alone", accuracy, Measure(device, inference.Session.Run, 1),
                inferred.Steps.Sum(step => step.Flops), inferred.Steps.Sum(step => step.Bytes));
        }
    }

    /// <summary>Microseconds of one of the repeats in a run, a sample each, ascending.</summary>
    private static double[] Measure(Device device, Action run, int repeatsInRun)
    {
        for (var i = 0; i < 3; i++) run();
        device.Synchronize();
        var times = new double[Samples];
        for (var sample = 0; sample < Samples; sample++)
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < Replays; i++) run();
            device.Synchronize();
            times[sample] = Stopwatch.GetElapsedTime(began).TotalMicroseconds / (Replays * repeatsInRun);
        }

        Array.Sort(times);
        return times;
    }

    private static Timing Of(string name, string accuracy, double[] times, long flops, long bytes)
    {
        var median = times[times.Length / 2];
        return new Timing(name, accuracy, median, times[0], times[^1], flops / median / 1e3, bytes / median / 1e3);
    }
}
