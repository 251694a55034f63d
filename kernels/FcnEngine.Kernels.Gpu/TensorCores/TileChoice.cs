using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>The tiles that a product can be cut into; see <see cref="IBlockTile"/>.</summary>
public enum BlockTile
{
    By64x32,
    By64x64,
    By128x32,
    By128x64,
}

/// <summary>A product as the choice of its tile sees it.</summary>
/// <param name="Stages">Of the deepest of its batches.</param>
/// <param name="Batches">Products in one launch.</param>
public readonly record struct TensorProblem(int Rows, int Columns, int Stages, int Batches);

/// <summary>A tile, and into how many parts the depth is cut.</summary>
public readonly record struct TileChoice(BlockTile Tile, SplitPlan Split)
{
    public static (int Down, int Across) Warps(BlockTile tile) => tile switch
    {
        BlockTile.By64x32 => (2, 1),
        BlockTile.By64x64 => (2, 2),
        BlockTile.By128x32 => (4, 1),
        _ => (4, 2),
    };

    /// <summary>All choices worth trying, in a fixed order.</summary>
    public static IEnumerable<TileChoice> Candidates(GpuTraits traits, TensorProblem problem)
    {
        foreach (var tile in Enum.GetValues<BlockTile>())
            for (int parts = 1, last = 0; parts <= (traits.Atomics ? Math.Min(problem.Stages, 64) : 1); parts++)
            {
                var perPart = (problem.Stages + parts - 1) / parts;
                if (perPart == last) continue;
                last = perPart;
                yield return new TileChoice(tile, new SplitPlan((problem.Stages + perPart - 1) / perPart, perPart));
            }
    }

    /// <summary>The choice that the model of <see cref="TileModel"/> finds fastest; the same for the same device and problem.</summary>
    public static TileChoice For(GpuTraits traits, Precision precision, TensorProblem problem) =>
        Candidates(traits, problem).MinBy(choice => TileModel.Microseconds(traits, precision, problem, choice));

    public override string ToString()
    {
        var (down, across) = Warps(Tile);
        return $"{down * WarpTile.Size}x{across * WarpTile.Size}/{Split.Parts}";
    }
}
