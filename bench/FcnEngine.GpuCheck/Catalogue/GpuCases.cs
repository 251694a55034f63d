using System.Reflection;
using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Ops;
using FcnEngine.Testing.Cases;

namespace FcnEngine.GpuCheck.Catalogue;

/// <summary>Every case that a GPU is held to: those of all backends, and those that tensor-core kernels take.</summary>
internal static class GpuCases
{
    /// <summary>A simulated GPU runs each thread as one of the system's: this many take it about a second.</summary>
    private const int MostSimulatedThreads = 6000;

    private static readonly Lazy<IReadOnlyList<KernelCase>> s_simulated = new(ChooseSimulated);

    /// <summary>A reshape has no kernel.</summary>
    public static IReadOnlyList<KernelCase> All { get; } =
        [.. KernelCases.All.Concat(TensorCoreCases.Kernels).Concat(FirstLayerCases.Kernels).Where(kernel => kernel.Op is not Reshape)];

    /// <summary>Those that an OpenCL CPU device finishes in a few seconds.</summary>
    public static IReadOnlyList<KernelCase> Small { get; } = [.. All.Where(kernel => !kernel.Large && !IsSlow(kernel))];

    /// <summary>
    /// Those that a simulated GPU without tensor cores finishes in a few seconds: all that start few threads. They reach every
    /// kernel that the small cases reach.
    /// </summary>
    public static IReadOnlyList<KernelCase> Simulated => s_simulated.Value;

    /// <summary>The kernels of some cases on a small GPU without tensor cores.</summary>
    public static IReadOnlySet<MethodInfo> KernelsOf(IEnumerable<KernelCase> cases)
    {
        using var device = OpenInventory();
        foreach (var kernel in cases) _ = Threads(device, kernel);
        return device.Cache.Variants.Select(variant => variant.Method).ToHashSet();
    }

    private static IReadOnlyList<KernelCase> ChooseSimulated()
    {
        using var device = OpenInventory();
        return [.. All.Where(kernel => !kernel.Large && Threads(device, kernel) <= MostSimulatedThreads)];
    }

    private static IlgpuDevice OpenInventory() => GpuDevices.OpenInventory(GpuDevices.SmallGpu with { TensorCores = false }, new GpuOptions { TensorCores = false });

    private static long Threads(IlgpuDevice device, KernelCase kernel)
    {
        var before = device.Cache.Threads;
        var types = kernel.InputTypes.Concat(kernel.OutputTypes);
        using var memory = device.Allocate(types.Max(type => type.ByteLength));
        DeviceTensor[] tensors = [.. types.Select(type => new DeviceTensor(memory, 0, type))];
        _ = kernel.Op.Bind(device.Kernels, tensors[..kernel.InputTypes.Count], tensors[kernel.InputTypes.Count..]).Count();
        return device.Cache.Threads - before;
    }

    /// <summary>A map of thousands of pixels with hardly a channel makes many blocks.</summary>
    private static bool IsSlow(KernelCase kernel) =>
        kernel.Flops > 0 && kernel.InputTypes.Concat(kernel.OutputTypes).Any(type => type.Shape.ElementCount > 15_000);
}
