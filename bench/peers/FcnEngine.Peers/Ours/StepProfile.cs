using System.Diagnostics;
using System.Globalization;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Networks;

namespace FcnEngine.Peers.Ours;

/// <summary>Where the time of a training step goes: a line a launch, its median microseconds, and what the plan says it does.</summary>
internal static class StepProfile
{
    private const int Steps = 25;

    public static int Print(string network, int threads, int batch)
    {
        using var device = new CpuDevice(new CpuOptions(threads));
        using var model = new Model(network == "fcn" ? FullyConvolutional.Create() : FullyConnected.Create(), device, new ModelOptions(Seed: 1));
        var training = model.Training(batch);
        training.Step(OurWorkload.Images(batch), OurWorkload.Labels(batch), 0, 0.001f);
        var launches = training.Session.Launches;
        var times = launches.Select(_ => new List<double>()).ToArray();
        for (var step = 0; step < Steps; step++)
        {
            for (var i = 0; i < launches.Count; i++)
            {
                var start = Stopwatch.GetTimestamp();
                launches[i].Run();
                times[i].Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
        }

        var steps = training.Session.Plan.Steps.Where(step => step.Flops > 0).ToArray();
        Console.WriteLine($"{device.Name}: {times.Sum(Median) / 1000:F2} ms");
        for (var i = 0; i < launches.Count; i++)
        {
            var median = Median(times[i]);
            var step = steps.Length == launches.Count ? steps[i] : null;
            var work = step is null ? "" : string.Create(
                CultureInfo.InvariantCulture, $"{step.Flops / median / 1e3,8:F1} GFLOP/s {step.Bytes / median / 1e3,8:F1} GB/s  {step.Name}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{median,10:F1} us  {launches[i].Kernel,-36}{work}"));
        }

        return 0;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
