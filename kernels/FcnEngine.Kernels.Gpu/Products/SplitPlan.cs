using FcnEngine.Kernels.Gpu.Launching;

namespace FcnEngine.Kernels.Gpu.Products;

/// <summary>Into how many parts the depth of a product is cut so that its blocks fill the device.</summary>
/// <param name="StagesPerPart">Stages of each part; the last may have fewer, but at least one.</param>
public readonly record struct SplitPlan(int Parts, int StagesPerPart)
{
    /// <param name="minimumStages">Below this many stages a part would cost more in the reduction than it saves.</param>
    /// <param name="blocksPerMultiprocessor">How many blocks one multiprocessor runs at a time.</param>
    public static SplitPlan For(GpuTraits traits, int tiles, int stages, int minimumStages, int blocksPerMultiprocessor = 2)
    {
        var wanted = traits.Atomics ? traits.Multiprocessors * blocksPerMultiprocessor / Math.Max(tiles, 1) : 1;
        var perPart = Math.Max((stages + Math.Max(wanted, 1) - 1) / Math.Max(wanted, 1), Math.Min(minimumStages, stages));
        perPart = Math.Max(perPart, 1);
        return new SplitPlan(Math.Max((stages + perPart - 1) / perPart, 1), perPart);
    }

    /// <summary>The plan with what the blocks of a launch leave for one another.</summary>
    /// <param name="tiles">That are shared, each by so many parts.</param>
    /// <param name="values">Floats of a tile, a multiple of four.</param>
    internal SharedDepth In(ScratchPool scratch, int tiles, int values) =>
        new(scratch.Partials((long)tiles * Parts * values), scratch.Counters(tiles), Parts, StagesPerPart);
}
