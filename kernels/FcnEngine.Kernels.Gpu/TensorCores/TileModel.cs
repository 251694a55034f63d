using FcnEngine.Kernels.Gpu.Launching;

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
    private const double Gigahertz = 1.83, ProductNs = 3.465, CacheBytesPerNs = 5500, CacheBytesPerNsOfOne = 60, ArrivalNs = 1000, LoadNs = 250;

    public static double Microseconds(GpuTraits traits, Precision precision, TensorProblem problem, TileChoice choice)
    {
        var size = TileSize.Of(choice.Tile);
        double down = Math.Ceiling(problem.Rows / (double)size.TileRows), across = Math.Ceiling(problem.Columns / (double)size.TileColumns);
        var blocks = down * across * problem.Batches * choice.Split.Parts;
        var wide = size.Columns == 40;

        // A stage of a warp: products, instructions beside those of the copies; registers of a thread.
        var (products, instructions, registers) = precision switch
        {
            Precision.Fp32 => wide ? (80, 510, 168) : (64, 430, 160),
            Precision.Tf32x3 => wide ? (120, 475, 172) : (96, 400, 144),
            Precision.Tf32 => wide ? (40, 225, 120) : (32, 170, 96),
            _ => wide ? (20, 165, 128) : (16, 125, 102),
        };
        var copies = (size.TileRows + size.TileColumns) * (MainLoop.StageDepth / 4) / (32.0 * size.Warps);
        var clocks = 64 + (wide ? 8 : 0) + 5 * copies;
        var shared = 2 * MainLoop.StageDepth * (size.TileRows + size.TileColumns) * 4 + 4096;
        var resident = Math.Max(1, Math.Min(65536 / (registers * 32 * size.Warps), traits.SharedBytes / shared));
        var onOne = Math.Ceiling(blocks / traits.Multiprocessors); // blocks on the busiest multiprocessor
        var stages = choice.Split.StagesPerPart;

        // Warps that share a scheduler take turns; the rounds of blocks that do not fit at once come one after another.
        double turns = 0, rounds = 0;
        for (var left = onOne; left > 0; left -= resident)
        {
            turns += Math.Ceiling(Math.Min(left, resident) * size.Warps / 4);
            rounds++;
        }

        var compute = turns * stages * products * ProductNs;
        var issue = turns * stages * (instructions + 13 * copies) / Gigahertz;
        var access = onOne * size.Warps * stages * clocks / Gigahertz;
        double depth = problem.Stages * MainLoop.StageDepth * 4, tile = size.TileRows * size.TileColumns * 4;
        var bytes = problem.Batches * depth * (across * problem.Rows + down * problem.Columns) + (choice.Split.Parts > 1 ? 2 * blocks * tile : 0);
        var latency = rounds * (2 + stages) * LoadNs;
        var reduction = choice.Split.Parts == 1 ? 0 : ArrivalNs + (choice.Split.Parts - 1) * tile / CacheBytesPerNsOfOne;
        return (Math.Max(Math.Max(Math.Max(compute, issue), Math.Max(access, bytes / CacheBytesPerNs)), latency) + reduction) / 1000;
    }
}
