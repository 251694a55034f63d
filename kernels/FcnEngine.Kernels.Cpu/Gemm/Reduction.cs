namespace FcnEngine.Kernels.Cpu.Gemm;

/// <summary>Where the terms of a sum lie: <paramref name="Segments"/> runs of <paramref name="Length"/> terms.</summary>
/// <param name="Segments">Number of runs.</param>
/// <param name="Length">Terms of one run.</param>
/// <param name="SegmentStep">Floats from the start of one run to that of the next.</param>
/// <param name="Step">Floats from one term to the next.</param>
internal readonly record struct Reduction(int Segments, int Length, nint SegmentStep, nint Step)
{
    /// <summary>Number of terms.</summary>
    public int Terms => Segments * Length;
}
