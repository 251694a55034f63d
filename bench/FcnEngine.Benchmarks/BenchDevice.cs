using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Kernels.Gpu.Launching;

namespace FcnEngine.Benchmarks;

/// <summary>A device to measure on: the CPU with one thread and with all, and every GPU that can be used.</summary>
public sealed record BenchDevice(string Name, Func<Device> Open)
{
    public static IReadOnlyList<BenchDevice> All { get; } = [.. Cpus(), .. Gpus()];

    public override string ToString() => Name;

    private static IEnumerable<BenchDevice> Cpus() =>
        new[] { 1, Environment.ProcessorCount }.Distinct().Select(threads => new BenchDevice($"cpu x{threads}", () => new CpuDevice(new CpuOptions(threads))));

    private static IEnumerable<BenchDevice> Gpus() =>
        from gpu in GpuDevices.Discover().Devices
        where gpu.Usable && gpu.Automatic
        select new BenchDevice(
            gpu.Id,
            () => gpu.Backend == GpuBackend.Cuda ? GpuDevices.OpenCuda(gpu.Index) : GpuDevices.OpenOpenCl(gpu.Index));
}
