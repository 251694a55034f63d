using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>
/// The time of a tensor-core product from its instruction counts: the slowest of tensor cores, instruction issue, shared memory
/// and second-level cache, plus what the reduction of parts costs. Good for choosing between tiles, not for promises.
/// </summary>
/// <remarks>
/// Rates are an H200's: 1.83 GHz, mma.sync at 312 TFLOP/s tf32 and 624 in 16 bits, 5.5 TB/s from the second-level cache, 128 bytes a clock
/// of shared memory, one instruction a clock for each of four schedulers. Instruction counts are those of the SASS (bench/results).
/// </remarks>
public static class TileModel
{
    private const double Gigahertz = 1.83, ProductNs = 3.465, CacheBytesPerNs = 5500, CacheBytesPerNsOfOne = 60, ArrivalNs = 1000, LoadNs = 250, BesideLoop = 800;

    public static double Microseconds(GpuTraits traits, Precision precision, TensorProblem problem, TileChoice choice)
    {
        var size = TileSize.Of(choice.Tile);
        double down = Math.Ceiling(problem.Rows / (double)size.TileRows), across = Math.Ceiling(problem.Columns / (double)size.TileColumns);
        // Batches of fewer stages have fewer parts.
        var perPart = choice.Split.StagesPerPart;
        var parts = problem.Batches == 1 ? choice.Split.Parts
            : choice.Split.Parts == 1 ? problem.Batches : problem.AllStages / (double)perPart + (problem.Batches - 1) / 2.0;
        var stages = problem.Batches == 1 ? perPart : problem.AllStages / parts;
        var blocks = down * across * parts;

        // Passes in which a block copies a stage; clocks of shared memory's port for a stage of a warp.
        var copies = (size.TileRows + size.TileColumns) * (MainLoop.StageDepth / 4) / (32.0 * size.Warps);
        var clocks = (size.Rows + 32) + (size.Columns == 40 ? 14 : 3) + 6.2 * copies;
        var (products, instructions, registers) = Loop(precision, size.Columns == 40, size.Rows == 64);
        var resident = Math.Max(1, Math.Min(65536 / (registers * 32 * size.Warps), traits.SharedBytes / size.SharedBytes));
        var onOne = Math.Ceiling(blocks / traits.Multiprocessors); // blocks on the busiest multiprocessor

        // Warps that share a scheduler take turns; the rounds of blocks that do not fit at once come one after another.
        double turns = 0, rounds = 0;
        for (var left = onOne; left > 0; left -= resident)
        {
            turns += Math.Ceiling(Math.Min(left, resident) * size.Warps / 4);
            rounds++;
        }

        var compute = turns * stages * products * ProductNs;
        var issue = turns * (stages * (instructions + 14 * copies) + BesideLoop) / Gigahertz;
        var access = onOne * size.Warps * stages * clocks / Gigahertz;
        double tile = size.TileRows * size.TileColumns * 4, depth = problem.AllStages * MainLoop.StageDepth * 4.0;
        var bytes = depth * (across * problem.Rows + down * problem.Columns) + (choice.Split.Parts > 1 ? 2 * blocks * tile : 0);
        var latency = rounds * (2 + stages) * LoadNs;
        var reduction = choice.Split.Parts == 1 ? 0 : ArrivalNs + (choice.Split.Parts - 1) * tile / Math.Min(CacheBytesPerNsOfOne, size.Warps * 32 * Places.Bytes / LoadNs);
        return (Math.Max(Math.Max(Math.Max(compute, issue), Math.Max(access, bytes / CacheBytesPerNs)), latency) + reduction) / 1000;
    }

    /// <summary>A stage of a warp: products, instructions beside the copies' 14 each; registers of a thread.</summary>
    private static (int Products, int Instructions, int Registers) Loop(Precision precision, bool wide, bool tall) => (precision, wide, tall) switch
    {
        (Precision.Fp32, false, false) => (64, 424, 160),
        (Precision.Fp32, true, false) => (80, 503, 168),
        (Precision.Fp32, false, true) => (128, 725, 192),
        (Precision.Fp32, true, true) => (160, 845, 255),
        (Precision.Tf32x3, true, false) => (120, 475, 172),
        (Precision.Tf32x3, _, _) => (240, 845, 255),
        (Precision.Tf32, false, false) => (32, 160, 96),
        (Precision.Tf32, true, false) => (40, 201, 120),
        (Precision.Tf32, _, _) => (80, 285, 168),
        (_, _, false) => (20, 150, 128),
        _ => (40, 200, 168),
    };
}
