using FcnEngine.GpuCheck.Compiling;
using FcnEngine.Kernels.Gpu;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Kernels.Gpu.TensorCores;

namespace FcnEngine.GpuCheck.Modelling;

/// <summary>The work of the first layer's tensor-core kernels: instructions by loop of the assembled kernel, told apart by what is in them.</summary>
internal static class FirstLayerWork
{
    /// <summary>A chain of six products and what follows them, with nothing between them to hide it.</summary>
    private const double ChainNs = 150;

    public static bool Knows(BoundKernel bound) => bound.Variant.Method.DeclaringType!.Name is nameof(FirstForwardTensor) or nameof(FirstGradientTensor);

    public static KernelWork Of(BoundKernel bound, AssembledKernel sass, CardRates card, bool inCache) =>
        bound.Variant.Method.DeclaringType!.Name == nameof(FirstForwardTensor) ? Forward(bound, sass, card, inCache) : Gradient(bound, sass, card, inCache);

    private static KernelWork Forward(BoundKernel bound, AssembledKernel sass, CardRates card, bool inCache)
    {
        var layer = (FirstLayer)bound.Arguments[0];
        var s = layer.Shape;
        double blocks = (double)bound.Shape.X * bound.Shape.Y * bound.Shape.Z, pooled = layer.Pool.OutPixels * (double)s.OutChannels;
        var (warps, groups) = (bound.Variant.Threads / 32, FirstForwardTensor.Groups(s.OutChannels));
        int strips = (int)bound.Arguments[^1], pairs = groups / 2;
        var result = pooled * (bound.Arguments.OfType<NoPositions>().Any() ? 4 : 5);
        var strip = FirstStrip.Size(FirstForwardTensor.Width) * 4.0;
        double Sum(Func<string, double> weight) => sass.Sass.Executed(weight, Trips);

        return new KernelWork(
            bound.Launch, blocks, warps, sass.Warps / warps, Sum(Products), Sum(_ => 1), Sum(SharedClocks),
            blocks * (strips * strip + 25.0 * s.OutChannels * 4) + result, inCache ? 0 : s.InElements * 4.0 + result,
            2 * card.LoadNs + strips * (card.LoadNs + (groups - pairs) * ChainNs), 0);

        double Trips(IReadOnlyList<string> loop)
        {
            if (Sass.Count(loop, "BAR") > 0) return strips;
            if (Sass.Count(loop, "HMMA") > 0) return pairs;
            if (Sass.Count(loop, "LDGSTS") > 0) return FirstStrip.Rows / (double)warps;
            return Sass.Count(loop, "F2FP") + Sass.Count(loop, "FMUL") + Sass.Count(loop, "FADD") > 0 // splits weights, four at a time
                ? Math.Ceiling(groups * 32 / (4.0 * bound.Variant.Threads)) : groups * 8.0 / bound.Variant.Threads;
        }
    }

    private static KernelWork Gradient(BoundKernel bound, AssembledKernel sass, CardRates card, bool inCache)
    {
        var layer = (FirstLayer)bound.Arguments[0];
        var split = bound.Arguments.OfType<ISplit>().Single();
        double blocks = (double)bound.Shape.X * bound.Shape.Y * bound.Shape.Z, pooled = layer.Pool.OutPixels * (double)layer.Shape.OutChannels;
        int warps = bound.Variant.Threads / 32, stages = split.StagesPerPart, parts = split.Parts;
        double strip = FirstStrip.Size(FirstGradientTensor.Width) * 4.0, result = FirstGradientTensor.ResultFloat4 * 16;
        double Sum(Func<string, double> weight) => sass.Sass.Executed(weight, Trips);

        // Sixteen parts of a tile are on their way at a time.
        return new KernelWork(
            bound.Launch, blocks, warps, sass.Warps / warps, Sum(Products), Sum(_ => 1), Sum(SharedClocks),
            pooled * 9 + blocks * (stages * strip + (parts > 1 ? 2 * result : 0)), inCache ? 0 : pooled * 9 + layer.Shape.InElements * 4.0,
            (2 + stages) * card.LoadNs, parts > 1 ? card.ArrivalNs + Math.Ceiling(parts / 16.0) * card.LoadNs : 0);

        // What comes after the products is a block's last, and in its tail.
        double Trips(IReadOnlyList<string> loop) =>
            Sass.Count(loop, "BAR") > 0 ? stages : Sass.Count(loop, "LDGSTS") > 0 ? FirstStrip.Rows / (double)warps : Sass.Count(loop, "LDG") > 0 ? 0 : 1;
    }

    private static double Products(string name) => name.StartsWith("HMMA", StringComparison.Ordinal) ? 1 : 0;

    /// <summary>A lane's 16 bytes take four clocks, 8 take two.</summary>
    private static double SharedClocks(string name)
    {
        var words = name.Split('.');
        return words[0] is "LDS" or "STS" or "LDGSTS" ? words.Contains("128") ? 4 : words.Contains("64") ? 2 : 1 : 0;
    }
}
