using FcnEngine.GpuCheck.Compiling;
using FcnEngine.Kernels.Gpu;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;

namespace FcnEngine.GpuCheck.Modelling;

/// <summary>The work of the kernels without tensor cores: how often their loops run, what they move, which loads wait for one another.</summary>
internal static class OtherWork
{
    /// <summary>Instructions of the average warp in a sum over its block: a barrier and a comparison a level, an addition where it takes part.</summary>
    private const double Tree = 60;

    /// <param name="Trips">Of the loops, by depth of nesting.</param>
    /// <param name="CacheBytes">Moved by all blocks.</param>
    /// <param name="MemoryBytes">That must come from or go to memory where the step does not fit the cache.</param>
    /// <param name="Loads">That wait for one another, from the second-level cache and from the first.</param>
    private sealed record Account(double[] Trips, double CacheBytes, double MemoryBytes, double Loads, double NearLoads)
    {
        /// <summary>Of a warp.</summary>
        public double SharedClocks { get; init; }

        /// <summary>Of a warp, beside those of the loops in <c>Trips</c>: a sum over a block's threads is a loop too.</summary>
        public double MoreInstructions { get; init; }

        /// <summary>Parts of a tile whose sums are on their way at a time.</summary>
        public double PartsAtATime { get; init; } = 4;
    }

    public static KernelWork Of(BoundKernel bound, AssembledKernel sass, CardRates card, bool inCache)
    {
        var shape = bound.Shape;
        double blocks = (double)shape.X * shape.Y * shape.Z;
        var account = AccountOf(bound, blocks, card);
        var warps = (shape.Threads + 31) / 32;
        var parts = bound.Arguments.OfType<ISplit>().Select(split => split.Parts).FirstOrDefault(1);
        return new KernelWork(
            bound.Launch, blocks, warps, Math.Max(1, sass.Warps / warps), 0, sass.Sass.Executed(account.Trips) + account.MoreInstructions, account.SharedClocks, account.CacheBytes,
            inCache ? 0 : account.MemoryBytes, account.Loads * card.LoadNs + account.NearLoads * card.NearLoadNs, parts > 1 ? card.ArrivalNs + Math.Ceiling(parts / account.PartsAtATime) * card.LoadNs : 0);
    }

    private static Account AccountOf(BoundKernel bound, double blocks, CardRates card)
    {
        var arguments = bound.Arguments;
        var split = arguments.OfType<ISplit>().FirstOrDefault();
        var stages = split?.StagesPerPart ?? 1;
        var method = bound.Variant.Method;
        switch (method.DeclaringType!.Name + "." + method.Name)
        {
            case "FirstConvolution.Forward":
                {
                    var s = ((FirstLayer)arguments[0]).Shape;
                    double turns = FirstConvolution.Turns(s.OutChannels), pooled = s.OutPixels * s.OutChannels / 4.0;
                    var bytes = blocks * (FirstConvolution.Rows * FirstConvolution.Pitch * 16 + 25 * s.OutChannels * 4) + pooled * 5;
                    return new Account([FirstConvolution.Strip / turns], bytes, s.InElements * 4 + pooled * 5, 2, 3 * FirstConvolution.Strip / turns);
                }

            case "FirstConvolutionGradient.Run":
                {
                    var s = ((FirstLayer)arguments[0]).Shape;
                    double pooled = s.OutPixels * s.OutChannels / 4.0, trips = Math.Min(FirstConvolutionGradient.Width, s.OutWidth / 2) / 32.0;
                    var tile = FirstConvolution.Rows * FirstConvolutionGradient.Pitch * 4;
                    // A warp's 15 64-bit loads of a pixel take two clocks each.
                    return new Account([stages, trips], pooled * 9 + blocks * stages * tile, pooled * 9 + s.InElements * 4.0, stages * (1 + trips), 0)
                    {
                        SharedClocks = stages * trips * 4 * 30,
                    };
                }

            case "ThinConvolutions.Forward":
                {
                    var s = arguments.OfType<ConvShape>().Single();
                    double rounds = s.PatchSize / (double)ThinConvolutions.Threads, weights = s.PatchSize * s.OutChannels * 4.0;
                    return new Account([rounds], blocks * (s.PatchSize * 4 + weights), s.InElements * 4.0, 1 + rounds, 0) { MoreInstructions = Tree };
                }

            case "ThinConvolutions.InputGradient":
                {
                    var s = arguments.OfType<ConvShape>().Single();
                    double down = s.KernelHeight / (double)s.StrideY, across = s.KernelWidth / (double)s.StrideX;
                    return new Account([down, across, s.OutChannels], s.InElements * 12.0, s.InElements * 8.0, 3, down * across * s.OutChannels);
                }

            case "ThinConvolutions.FourInputGradients":
                {
                    var s = arguments.OfType<ConvShape>().Single();
                    return new Account([s.OutChannels], s.InElements * 8.0, s.InElements * 8.0, 3, s.OutChannels);
                }

            case "PairConvolutions.Forward":
                {
                    var s = arguments.OfType<ConvShape>().Single();
                    double taps = s.KernelHeight * s.KernelWidth, rounds = Math.Ceiling(taps / (PairConvolutions.TapsAtATime * PairConvolutions.Threads));
                    // A multiprocessor's first-level cache keeps the weights for all of its blocks.
                    var (bytes, memory) = (blocks * taps * 8 + card.Multiprocessors * taps * 16, s.InElements * 4.0);
                    if (arguments.OfType<PairThroughScores>().FirstOrDefault() is not { Channels: > 0 } through)
                        return new Account([rounds], bytes, memory, 1 + rounds, 0) { MoreInstructions = Tree };
                    double turns = Math.Ceiling(through.Channels / (double)PairConvolutions.Threads), sent = blocks * through.Channels * 8;
                    return new Account([rounds], bytes + sent, memory + sent, 2 + rounds + turns, 0) { MoreInstructions = Tree + 20 * (turns - 1) };
                }

            case "PairConvolutions.InputGradient":
                {
                    var s = arguments.OfType<ConvShape>().Single();
                    return new Account([], s.InElements * 4.0 + card.Multiprocessors * s.PatchSize * 8.0, s.InElements * 4.0, 2, 2);
                }

            case "MeanKernel.Run" when method.GetGenericArguments()[0].Name.StartsWith("UpscoreLosses", StringComparison.Ordinal):
                {
                    var pixels = arguments.OfType<MeanExtent>().Single().Count;
                    // Weights and scores in the first-level cache; labels and logits' gradient.
                    return new Account([stages], pixels * 9.0 + Math.Min(blocks, card.Multiprocessors) * 16e3, pixels * 9.0, 2, stages * 2) { PartsAtATime = MeanKernel.Threads };
                }

            case "PairWeightGradient.Run":
                {
                    var s = arguments.OfType<ConvShape>().Single();
                    double pixels = s.OutPixels, taps = s.KernelHeight * s.KernelWidth;
                    return new Account([stages], pixels * taps * 8 + blocks * stages * PairWeightGradient.StagePixels * 8, 0, 2 + stages, 0)
                    {
                        PartsAtATime = PairWeightGradient.Warps,
                    };
                }

            case "ColumnSums.Run":
                {
                    var extent = arguments.OfType<SumExtent>().Single();
                    return new Account([stages], extent.Rows * (double)extent.Columns * 8, 0, 2 + stages, 0) { PartsAtATime = 4.0 * ColumnSums.Threads / ColumnSums.Columns };
                }

            case "VectorProduct.Run":
                {
                    var extent = arguments.OfType<SumExtent>().Single();
                    var bytes = extent.Rows * (double)extent.Columns * 4;
                    return new Account([stages], bytes, bytes, 2 + stages, 0) { PartsAtATime = VectorProduct.RowsAtATime };
                }

            case "VectorLoss.Run":
                {
                    var data = (VectorLossData)arguments[0];
                    double bytes = data.Rows * (double)data.Columns * 8, tiles = Math.Ceiling(data.Columns / (double)VectorLoss.TileColumns) / blocks;
                    return new Account([tiles], bytes, bytes, 1 + tiles * 2, 0);
                }

            case "Elementwise.Run":
                {
                    var bytes = (int)arguments[1] * 8.0;
                    return new Account([], bytes, bytes, 3, 0);
                }

            case "SoftmaxCrossEntropyKernels.ArgMax":
                return new Account([1], blocks * bound.Shape.Threads * 9.0, blocks * bound.Shape.Threads * 9.0, 2, 2);
            default:
                throw new CheckException($"the model knows nothing of {method.DeclaringType.Name}.{method.Name}");
        }
    }
}
