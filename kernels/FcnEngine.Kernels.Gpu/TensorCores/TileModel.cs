using FcnEngine.Kernels.Gpu.Launching;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>
/// The time of a tensor-core product from its instruction counts: the slowest of tensor cores, instruction issue, shared memory
/// and second-level cache, plus what the reduction of parts costs. Good for choosing between tiles, not for promises.
/// </summary>
/// <remarks>
/// Rates are an H200's: 1.83 GHz, mma.sync at 312 TFLOP/s tf32 and 624 bf16, 5.5 TB/s from the second-level cache, 128 bytes a clock
/// of shared memory, one instruction a clock for each of four schedulers. Instruction counts are those of the SASS (bench/results).
/// </remarks>
public static class TileModel
{
    private const double Gigahertz = 1.83, CacheBytesPerNs = 5500, CacheBytesPerNsOfOne = 60, ArrivalNs = 1500, Registers = 140;

    public static double Microseconds(GpuTraits traits, Precision precision, TensorProblem problem, TileChoice choice)
    {
        var (down, across) = TileChoice.Warps(choice.Tile);
        int warps = down * across, rows = down * WarpTile.Size, columns = across * WarpTile.Size;
        var tiles = (double)Math.Ceiling(problem.Rows / (double)rows) * Math.Ceiling(problem.Columns / (double)columns) * problem.Batches;
        var blocks = tiles * choice.Split.Parts;
        var shared = 2 * MainLoop.StageDepth * (rows + columns) * 4 + 4096;
        var resident = Math.Max(1, Math.Min((int)(65536 / (Registers * 32 * warps)), traits.SharedBytes / shared));
        var onOne = Math.Ceiling(blocks / traits.Multiprocessors); // blocks on the busiest multiprocessor
        var stages = choice.Split.StagesPerPart;

        // A stage of a warp: nanoseconds of its tensor core, instructions, 16-byte accesses of shared memory.
        var (tensor, instructions) = precision switch
        {
            Precision.Fp32 => (333.0 / 4, 530.0),
            Precision.Tf32 => (111.0 / 4, 305.0),
            _ => (56.0 / 4, 258.0),
        };
        // Warps that share a scheduler take turns; the rounds of blocks that do not fit at once come one after another.
        double busy = 0;
        for (var left = onOne; left > 0; left -= resident) busy += Math.Ceiling(Math.Min(left, resident) * warps / 4) * 4;
        var compute = busy * stages * tensor;
        var issue = busy / 4 * stages * instructions / Gigahertz;
        var access = onOne * warps * stages * 28 * 4 / Gigahertz;
        var cache = blocks * stages * MainLoop.StageDepth * (rows + columns) * 4 / CacheBytesPerNs;
        var reduction = choice.Split.Parts == 1 ? 0 : ArrivalNs + choice.Split.Parts * rows * columns * 4 / CacheBytesPerNsOfOne;
        return (Math.Max(Math.Max(compute, issue), Math.Max(access, cache)) + reduction) / 1000;
    }
}
