using System.Globalization;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Training;

namespace FcnEngine.Cli.Hosting;

/// <summary>A name such as <c>auto</c> -> a device.</summary>
internal static class DeviceChoice
{
    /// <param name="name"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>opencl</c>.</param>
    /// <param name="threads">CPU threads; 0 for every core.</param>
    /// <exception cref="RunException">There is no such device on this machine.</exception>
    public static Device Open(string name, int threads)
    {
        try
        {
            return name switch
            {
                "cuda" => GpuDevices.OpenCuda(),
                "opencl" => GpuDevices.OpenOpenCl(),
                "auto" when GpuDevices.Discover().Choice is { } choice => Open(choice),
                _ => new CpuDevice(new CpuOptions(threads)),
            };
        }
        catch (GpuException refusal)
        {
            throw new RunException($"--device {name}: {refusal.Message}; use --device cpu", refusal);
        }
    }

    /// <summary>What there is, a line each, why something is not there, and what <c>auto</c> takes.</summary>
    public static IEnumerable<string> Describe()
    {
        using (var cpu = new CpuDevice())
            yield return string.Create(CultureInfo.InvariantCulture, $"{cpu.Name}, {cpu.AvailableBytes / 1e9:F1} GB free");
        var survey = GpuDevices.Discover();
        foreach (var gpu in survey.Devices)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{gpu.Backend.ToString().ToLowerInvariant()}:{gpu.Index} {gpu.Name}, {gpu.MemoryBytes / 1e9:F1} GB, {gpu.Multiprocessors} multiprocessors, {gpu.Capability}: {gpu.Remark}");
        }

        foreach (var reason in survey.Reasons) yield return reason;
    }

    private static IlgpuDevice Open(GpuDescription gpu) =>
        gpu.Backend == GpuBackend.Cuda ? GpuDevices.OpenCuda(gpu.Index) : GpuDevices.OpenOpenCl(gpu.Index);
}
