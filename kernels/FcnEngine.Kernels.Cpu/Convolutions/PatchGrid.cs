using FcnEngine.Kernels.Cpu.Gemm;

namespace FcnEngine.Kernels.Cpu.Convolutions;

/// <summary>
/// A convolution as a matrix product without a patch matrix: pixel (y, x) of the grid takes the patch at
/// SourceOrigin + y * SourceRowStep + x * SourceColumnStep of the padded source and writes to
/// TargetOrigin + y * TargetRowStep + x * TargetColumnStep. All in floats.
/// </summary>
/// <param name="Patch">Where the terms of one patch lie, from its first float.</param>
/// <param name="PackedStart">Where this grid's packed weights start.</param>
internal sealed record PatchGrid(
    int Rows, int Columns,
    nint SourceOrigin, nint SourceRowStep, nint SourceColumnStep,
    Reduction Patch,
    nint TargetOrigin, nint TargetRowStep, nint TargetColumnStep,
    long PackedStart)
{
    public int Pixels => Rows * Columns;
}
