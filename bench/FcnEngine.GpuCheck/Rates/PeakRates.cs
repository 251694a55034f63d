using FcnEngine.Execution;
using FcnEngine.GpuCheck.Reporting;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Tensors;
using ILGPU;

namespace FcnEngine.GpuCheck.Rates;

/// <summary>How much is moved and computed to measure a rate.</summary>
/// <param name="Floats">Read and written once each, more than any cache holds.</param>
/// <param name="CachedFloats">The same within the second-level cache.</param>
/// <param name="Turns">Of arithmetic.</param>
/// <param name="Nodes">Kernels in a row.</param>
internal sealed record RateEffort(int Floats, int CachedFloats, int Turns, int Nodes, int BlocksPerMultiprocessor, int Samples)
{
    public static RateEffort Card { get; } = new(1 << 27, 2 << 20, 4096, 200, 8, 7);

    public static RateEffort Least { get; } = new(1 << 12, 1 << 10, 32, 3, 1, 1);
}

/// <summary>What a card can do at most: memory, cache, arithmetic, starting kernels.</summary>
internal sealed class PeakRates(IlgpuDevice device, RateEffort effort) : IDisposable
{
    private readonly DeviceClock _clock = new(device);
    private readonly List<string> _wrong = [];
    private readonly int _blocks = device.Traits.Multiprocessors * effort.BlocksPerMultiprocessor;

    /// <summary>The rates, and whether the kernels computed what they should.</summary>
    public (IReadOnlyList<Rate> Rates, Claim Right) Measure()
    {
        var rates = new List<Rate>();
        rates.AddRange(Moves("memory", effort.Floats));
        rates.AddRange(Moves("second-level cache", effort.CachedFloats));
        rates.Add(Arithmetic("float multiply-add", RateKernels.MultiplyFloats, RateKernels.MultiplyAddsOfThread * RateKernels.Threads, result: 8));
        if (device.Traits.TensorCores)
        {
            const int warps = RateKernels.Threads / 32;
            rates.Add(Arithmetic("tensor cores, tf32", RateKernels.MultiplyTf32, RateKernels.MultiplyAddsOfWarp * warps, result: 16f * effort.Turns));
            rates.Add(Arithmetic("tensor cores, bfloat16", RateKernels.MultiplyBf16, 2 * RateKernels.MultiplyAddsOfWarp * warps, result: 32f * effort.Turns));
        }

        rates.Add(Starts());
        return (rates, new Claim("the kernels that measure rates compute what they should", _wrong.Count == 0, _wrong.Count == 0 ? $"{rates.Count} rates" : string.Join(", ", _wrong)));
    }

    public void Dispose() => _clock.Dispose();

    private IEnumerable<Rate> Moves(string what, int floats)
    {
        using var memory = device.Allocate(2L * floats * sizeof(float) + _blocks * RateKernels.Threads * 16L);
        DeviceTensor from = Place(memory, 0, floats), to = Place(memory, 1, floats), sums = new(memory, 2L * floats * sizeof(float), TensorType.Float32([_blocks * RateKernels.Threads * 4]));
        from.Upload<float>([.. Enumerable.Range(0, floats).Select(i => (float)(i & 7))]);
        var shape = new LaunchShape(_blocks, 1, 1, RateKernels.Threads);
        var copied = Time(device.Cache.Bind("rate copy", RateKernels.Copy, shape, View(from), View(to)));
        var read = Time(device.Cache.Bind("rate read", RateKernels.Read, shape, View(from), View(sums)));
        Expect($"copy in {what}", to.ToArray<float>().AsSpan().SequenceEqual(from.ToArray<float>()));
        Expect($"read from {what}", Math.Abs(sums.ToArray<float>().Sum(value => (double)value) - 3.5 * floats) < 0.5);
        yield return new Rate($"{what}: copy, read and written", 8e-3 * floats / copied, "GB/s");
        yield return new Rate($"{what}: read", 4e-3 * floats / read, "GB/s");
    }

    private Rate Arithmetic(string what, Action<ArrayView<Float4>, int> kernel, int multiplyAddsOfBlock, float result)
    {
        var threads = _blocks * RateKernels.Threads;
        using var memory = device.Allocate(threads * 16L);
        var results = Place(memory, 0, threads * 4);
        var microseconds = Time(device.Cache.Bind("rate " + what, kernel, new LaunchShape(_blocks, 1, 1, RateKernels.Threads), View(results), effort.Turns));
        Expect(what, Array.TrueForAll(results.ToArray<float>(), value => Math.Abs(value - result) <= 1e-6f * result));
        return new Rate(what, 2e-6 * multiplyAddsOfBlock * _blocks * effort.Turns / microseconds, "TFLOP/s");
    }

    private Rate Starts()
    {
        using var memory = device.Allocate(sizeof(int));
        var counter = new DeviceTensor(memory, 0, TensorType.Int32([1]));
        var count = device.Cache.Bind("rate count", RateKernels.Count, new LaunchShape(1, 1, 1, 32), counter.View<int>(device));
        var microseconds = Time([.. Enumerable.Repeat(count, effort.Nodes)]);
        Expect("kernels in a row", counter.ToArray<int>()[0] == effort.Nodes * (effort.Samples + 1));
        return new Rate("a kernel after another in a graph", microseconds / effort.Nodes, "us");
    }

    private void Expect(string what, bool right)
    {
        if (!right) _wrong.Add(what);
    }

    /// <summary>The median of single runs in microseconds, after one that does not count.</summary>
    private double Time(params Launch[] launches)
    {
        using var sequence = device.Bind(launches);
        sequence.Run();
        var samples = Enumerable.Range(0, effort.Samples).Select(_ => _clock.Measure(sequence, 1)).Order().ToArray();
        return samples[samples.Length / 2];
    }

    private ArrayView<Float4> View(DeviceTensor tensor) => tensor.View<Float4>(device);

    private static DeviceTensor Place(DeviceMemory memory, int index, int floats) => new(memory, (long)index * floats * sizeof(float), TensorType.Float32([floats]));
}
