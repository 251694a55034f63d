using FcnEngine.Kernels.Gpu.TensorCores;
using FcnEngine.Kernels.Gpu.Tuning;

namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>How exactly convolutions and matrix products are computed; results and sums are float in every case.</summary>
public enum Precision
{
    /// <summary>As exact as plain float arithmetic (relative error of the norm at most 1e-6): one tf32 and two bfloat16 products for one, or FFMA.</summary>
    Fp32,

    /// <summary>One tf32 product: relative error up to 5e-4.</summary>
    Tf32,

    /// <summary>One bfloat16 product: relative error up to 1e-2.</summary>
    Bf16,

    /// <summary>Three tf32 products for one: the most exact that tensor cores can be, at half as much again of their time.</summary>
    Tf32x3,
}

/// <summary>What a caller may choose about a GPU.</summary>
public sealed record GpuOptions
{
    /// <summary>Where the hardware has no tensor cores the products are plain float, whatever is asked for.</summary>
    public Precision Precision { get; init; } = Precision.Fp32;

    /// <summary>False runs the plain kernels also where tensor cores exist.</summary>
    public bool TensorCores { get; init; } = true;

    /// <summary>Picks the tile of a tensor-core product by a model of its time; see <see cref="Variants"/> for what was measured.</summary>
    public Func<GpuTraits, Precision, TensorProblem, TileChoice> Tile { get; init; } = TileChoice.For;

    /// <summary>Measured choices, such as a <see cref="TuningTable"/>; what it does not know is left to the models. Null: the models alone.</summary>
    public IVariants? Variants { get; init; }

    /// <summary>Called with the name of each kernel before it is compiled.</summary>
    public Action<string>? Compiling { get; init; }
}
