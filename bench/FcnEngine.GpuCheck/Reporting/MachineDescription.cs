using System.Reflection;
using System.Runtime.InteropServices;
using FcnEngine.Kernels.Gpu.Launching;

namespace FcnEngine.GpuCheck.Reporting;

/// <summary>Where a report comes from.</summary>
/// <param name="Capability">The card's compute capability and driver, or OpenCL version and platform.</param>
/// <param name="Commit">The commit that was built, which the build puts into the version.</param>
internal sealed record MachineDescription(string Capability, long MemoryBytes, int Multiprocessors, string Commit, string Runtime, string System, int Processors)
{
    public static MachineDescription Of(string device, int index)
    {
        var backend = device == "cuda" ? GpuBackend.Cuda : GpuBackend.OpenCl;
        var gpu = device == "simulator" ? null : GpuDevices.Discover().Devices.FirstOrDefault(each => each.Backend == backend && each.Index == index);
        return new MachineDescription(
            gpu?.Capability ?? "ILGPU's CPU accelerator", gpu?.MemoryBytes ?? 0, gpu?.Multiprocessors ?? GpuDevices.SmallGpu.Multiprocessors, BuiltFrom(),
            RuntimeInformation.FrameworkDescription, $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}", Environment.ProcessorCount);
    }

    private static string BuiltFrom() =>
        typeof(MachineDescription).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+').ElementAtOrDefault(1) ?? "unknown";
}
