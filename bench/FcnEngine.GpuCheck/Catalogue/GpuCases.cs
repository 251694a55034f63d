using FcnEngine.Ops;
using FcnEngine.Testing.Cases;

namespace FcnEngine.GpuCheck.Catalogue;

/// <summary>Every case that a GPU is held to: those of all backends, and those that tensor-core kernels take.</summary>
internal static class GpuCases
{
    /// <summary>A reshape has no kernel.</summary>
    public static IReadOnlyList<KernelCase> All { get; } =
        [.. KernelCases.All.Concat(TensorCoreCases.Kernels).Where(kernel => kernel.Op is not Reshape)];

    /// <summary>Those that a simulated GPU or an OpenCL CPU device finishes in a few seconds.</summary>
    public static IReadOnlyList<KernelCase> Small { get; } = [.. All.Where(kernel => !kernel.Large && !IsSlow(kernel))];

    /// <summary>A map of thousands of pixels with hardly a channel makes many blocks, each a thread start on every thread.</summary>
    private static bool IsSlow(KernelCase kernel) =>
        kernel.Flops > 0 && kernel.InputTypes.Concat(kernel.OutputTypes).Any(type => type.Shape.ElementCount > 15_000);
}
