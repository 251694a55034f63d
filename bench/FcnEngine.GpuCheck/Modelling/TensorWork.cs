using FcnEngine.GpuCheck.Compiling;
using FcnEngine.Kernels.Gpu;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Kernels.Gpu.TensorCores;

namespace FcnEngine.GpuCheck.Modelling;

/// <summary>The work of the tensor-core products.</summary>
internal static class TensorWork
{
    /// <param name="sass">The kernel as it was assembled.</param>
    public static KernelWork Of(BoundKernel bound, AssembledKernel sass, CardRates card, bool inCache)
    {
        var arguments = bound.Variant.Method.GetGenericArguments();
        var shape = bound.Arguments.OfType<ConvShape>().Single();
        var split = bound.Arguments.OfType<ISplit>().Single();
        var (rows, columns) = Sizes(arguments[0]);
        var (warps, stages) = (bound.Variant.Threads / 32, split.StagesPerPart);
        var matrix = MatrixOf(bound, shape);
        var blocks = 0.0;
        double products = 0, cache = 0, unique = (matrix.LeftElements + matrix.RightElements + matrix.ResultElements) * 4;
        foreach (var phase in matrix.Phases)
        {
            double down = Math.Ceiling(phase.Rows / rows), across = Math.Ceiling(matrix.Columns / columns);
            var whole = Math.Ceiling(phase.Depth / MainLoop.StageDepth);
            var parts = Math.Ceiling(whole / stages);
            blocks += down * across * parts;
            products += down * across * whole;
            cache += across * phase.Rows * phase.Depth * phase.Inside * 4 + down * phase.Depth * matrix.Columns * 4;
            if (parts > 1) cache += (2 * parts - 1) * down * across * rows * columns * 4;
        }

        cache += matrix.ResultBytes;
        var perBlock = products / blocks; // stages of the average block
        var loop = sass.Sass.MainLoop;
        var most = Math.Min(stages, matrix.Phases.Max(phase => Math.Ceiling(phase.Depth / MainLoop.StageDepth)));
        // Blocks of a smaller phase end sooner; the busiest multiprocessor has some of each.
        var walked = matrix.Phases.Count == 1 ? most : perBlock;
        // 16 bytes a lane take four clocks, less one.
        var wide = loop.Count(each => each.StartsWith("LDS.", StringComparison.Ordinal) && each.Split('.').Contains("128"));
        var clocks = 3 * wide + Sass.Count(loop, "LDS") + Sass.Count(loop, "STS") + 4 * Sass.Count(loop, "LDGSTS");
        return new KernelWork(
            bound.Launch, blocks, warps, sass.Warps / warps, walked * Sass.Count(loop, "HMMA"), walked * loop.Count + sass.Sass.Total - loop.Count, walked * clocks,
            cache, inCache ? 0 : unique, (2 + walked) * card.LoadNs, split.Parts > 1 ? card.ArrivalNs + (split.Parts - 1) * rows * columns * 4 / Math.Min(card.CacheBytesPerNsOfOne, bound.Variant.Threads * Places.Bytes / card.LoadNs) : 0);
    }

    private sealed record Phase(double Rows, double Depth, double Inside);

    /// <param name="ResultBytes">What the epilogue reads and writes.</param>
    private sealed record Matrix(IReadOnlyList<Phase> Phases, double Columns, double LeftElements, double RightElements, double ResultElements, double ResultBytes);

    private static Matrix MatrixOf(BoundKernel bound, ConvShape s)
    {
        double x = s.InElements, y = (double)s.OutPixels * s.OutChannels, w = (double)s.PatchSize * s.OutChannels;
        var inside = Inside(s.OutHeight, s.KernelHeight, s.StrideY, s.Top, s.Height) * Inside(s.OutWidth, s.KernelWidth, s.StrideX, s.Left, s.Width);
        var type = bound.Variant.Method.DeclaringType!.Name;
        if (type == nameof(Conv2dForwardTensor))
        {
            // Pooled, a quarter is stored, with a byte each for the positions.
            var stored = bound.Variant.Method.GetGenericArguments()[2].Name.StartsWith("PooledRows", StringComparison.Ordinal) ? y * 1.25 : y * 4;
            return new Matrix([new Phase(s.OutPixels, s.PatchSize, inside)], s.OutChannels, x, w, stored / 4, stored);
        }

        if (type == nameof(Conv2dWeightGradientTensor))
            return new Matrix([new Phase(s.PatchSize, s.OutPixels, inside)], s.OutChannels, x, y, 2 * w, 8 * w);
        var phases = Enumerable.Range(0, s.StrideY * s.StrideX).Select(i => new GradientPhase(i, s))
            .Select(phase => new Phase(phase.Rows(s), (double)phase.TapsDown * phase.TapsAcross * s.OutChannels, inside)).ToArray();
        // The gate is read too; spread over pooling windows, four are stored for one.
        var result = bound.Variant.Method.GetGenericArguments()[2].Name;
        var bytes = result.StartsWith("Spread", StringComparison.Ordinal) ? x * 21 : result.StartsWith("Gated", StringComparison.Ordinal) ? x * 8 : x * 4;
        return new Matrix(phases, s.InChannels, y, w, bytes / 4, bytes);
    }

    /// <summary>The share of an axis's taps that lie inside the map.</summary>
    private static double Inside(int outputs, int taps, int stride, int before, int extent)
    {
        var inside = 0;
        for (var o = 0; o < outputs; o++)
            for (var tap = 0; tap < taps; tap++)
                if ((uint)(o * stride + tap - before) < (uint)extent) inside++;
        return inside / (double)(outputs * taps);
    }

    /// <summary>Of a block with such a tile.</summary>
    private static (double Rows, double Columns) Sizes(Type tile)
    {
        var block = typeof(BlockOf<>).MakeGenericType(tile);
        int Of(string name) => (int)block.GetProperty(name)!.GetValue(null)!;
        return (Of("Rows"), Of("Columns"));
    }
}
