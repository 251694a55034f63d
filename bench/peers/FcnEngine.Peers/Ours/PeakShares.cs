using System.Diagnostics;
using System.Globalization;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Peers.Ours;

/// <summary>
/// Conv2, Conv3 and Conv4 in each direction, one thread, batch 1, as a share of the core's peak; peak and kernels in turns, so that a
/// change of clock meets both. For each line of input it prints a line each: name, share, GFLOP/s, peak GFLOP/s, median microseconds; then an empty one.
/// </summary>
internal static class PeakShares
{
    private const int Rounds = 9;
    private const double TurnSeconds = 0.04;

    public static int Serve()
    {
        using var device = new CpuDevice(new CpuOptions(1));
        using var memory = device.Allocate(64 << 20);
        var kernels = Kernels(device, memory).ToArray();
        FmaPeak.Measure();
        foreach (var (_, _, launch) in kernels) Time(launch);
        while (Console.ReadLine() is not null) Print(kernels);
        return 0;
    }

    private static void Print((string Name, long Flops, Launch Launch)[] kernels)
    {
        var times = kernels.Select(_ => new List<double>()).ToArray();
        var peaks = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < kernels.Length; i++)
            {
                if (i % 3 == 0) peaks.Add(FmaPeak.Measure());
                times[i].Add(Time(kernels[i].Launch));
            }
        }

        var peak = Median(peaks);
        foreach (var ((name, flops, _), seconds) in kernels.Zip(times))
        {
            var rate = flops / Median(seconds) / 1e9;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name}\t{rate / peak:F3}\t{rate:F1}\t{peak:F1}\t{Median(seconds) * 1e6:F0}"));
        }

        Console.WriteLine();
    }

    private static IEnumerable<(string Name, long Flops, Launch Launch)> Kernels(CpuDevice device, DeviceMemory memory)
    {
        var random = new Random(1);
        long used = 0;
        var rate = Tensor(Shape.Scalar, 1e-9f);
        var fault = Place(TensorType.Int32(Shape.Scalar));
        fault.Upload<int>([0]);
        foreach (var (layer, input, weight, stride) in new (string, Shape, Shape, int)[]
        {
            ("Conv2", [1, 64, 64, 100], [5, 5, 100, 200], 2),
            ("Conv3", [1, 16, 16, 200], [3, 3, 200, 300], 1),
            ("Conv4", [1, 16, 16, 300], [3, 3, 300, 300], 1),
        })
        {
            var g = Conv2dGeometry.Create(input, weight, stride, Padding.Same);
            var (x, w, y) = (Tensor(g.InputShape, null), Tensor(g.WeightShape, null), Tensor(g.OutputShape, null));
            yield return ($"{layer} forward", g.Flops, device.Kernels.Conv2d(g, x, w, null, true, Tensor(g.OutputShape, 0)));
            yield return ($"{layer} input gradient", g.Flops, device.Kernels.Conv2dInputGradient(g, y, w, Tensor(g.InputShape, 0)));
            yield return ($"{layer} weight gradient and update", g.Flops,
                device.Kernels.Conv2dWeightGradient(g, x, y, new GradientTarget.Descend(w, rate, fault, 1)));
        }

        DeviceTensor Tensor(Shape shape, float? value)
        {
            var tensor = Place(TensorType.Float32(shape));
            tensor.Upload<float>([.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => value ?? random.NextSingle() - 0.5f)]);
            return tensor;
        }

        DeviceTensor Place(TensorType type)
        {
            var tensor = new DeviceTensor(memory, used, type);
            used += (type.ByteLength + DeviceMemory.Alignment - 1) / DeviceMemory.Alignment * DeviceMemory.Alignment;
            return tensor;
        }
    }

    /// <summary>Median seconds of one launch.</summary>
    private static double Time(Launch launch)
    {
        launch.Run();
        var times = new List<double>();
        var turn = Stopwatch.StartNew();
        while (times.Count < 3 || turn.Elapsed.TotalSeconds < TurnSeconds)
        {
            var start = Stopwatch.GetTimestamp();
            launch.Run();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return Median(times);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
