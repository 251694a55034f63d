using FcnEngine.Kernels.Gpu.Launching;

namespace FcnEngine.Kernels.Gpu.Tuning;

/// <summary>A model of card: what a time holds for.</summary>
/// <param name="Capability">As <c>sm_90</c>; empty where there is none.</param>
/// <param name="Multiprocessors">Slices of one card differ in nothing else.</param>
public sealed record GpuModel(string Name, string Capability, int Multiprocessors);

/// <summary>What a choice between variants depends on.</summary>
/// <param name="Operation">The launch's name, such as <c>conv2d forward</c>.</param>
/// <param name="Shape">The extents, such as <c>1x64x64x100 5x5x200 stride 2x2 to 32x32</c>.</param>
public sealed record TuningKey(GpuModel Device, string Operation, string Shape, Precision Precision);

/// <summary>A kernel on given shapes that can be launched in several ways.</summary>
/// <param name="Checksum">Of the kernel's code, see <see cref="KernelChecksum"/>: a time holds for that code only.</param>
/// <param name="Candidates">The variants' names, all different.</param>
/// <param name="ByModel">The one that the model of its time takes.</param>
public sealed record TuningProblem(TuningKey Key, string Checksum, IReadOnlyList<string> Candidates, string ByModel);

/// <summary>Knows better than the model which variant to launch.</summary>
public interface IVariants
{
    /// <summary>The name of one of the candidates, or null to leave it to the model.</summary>
    string? Find(TuningProblem problem);
}
