using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>The tiles that a product can be cut into; see <see cref="IBlockTile"/>.</summary>
public enum BlockTile
{
    By64x32,
    By64x64,
    By128x64,
    By64x40,
    By64x80,
    By64x120,
    By64x160,
    By64x200,
}

/// <summary>What the choice of a tile goes by; see <see cref="IBlockTile"/>.</summary>
/// <param name="Down">Warps, of 32 rows each.</param>
/// <param name="Across">Warps.</param>
/// <param name="Columns">Of a warp.</param>
public readonly record struct TileSize(int Down, int Across, int Columns)
{
    public static TileSize Of(BlockTile tile) => tile switch
    {
        BlockTile.By64x32 => new(2, 1, 32),
        BlockTile.By64x64 => new(2, 2, 32),
        BlockTile.By128x64 => new(4, 2, 32),
        BlockTile.By64x40 => new(2, 1, 40),
        BlockTile.By64x80 => new(2, 2, 40),
        BlockTile.By64x120 => new(2, 3, 40),
        BlockTile.By64x160 => new(2, 4, 40),
        _ => new(2, 5, 40),
    };

    public int Warps => Down * Across;

    public int TileRows => Down * WarpTile.Rows;

    public int TileColumns => Across * Columns;
}

/// <summary>A product as the choice of its tile sees it.</summary>
/// <param name="Stages">Of the deepest of its batches.</param>
/// <param name="Batches">Products in one launch.</param>
public readonly record struct TensorProblem(int Rows, int Columns, int Stages, int Batches);

/// <summary>A tile, and into how many parts the depth is cut.</summary>
public readonly record struct TileChoice(BlockTile Tile, SplitPlan Split)
{
    /// <summary>Every tile for the two classes that people train in; of the others fewer kernels have to be compiled, timed and checked.</summary>
    public static IReadOnlyList<BlockTile> Tiles(Precision precision) => precision is Precision.Fp32 or Precision.Tf32
        ? Enum.GetValues<BlockTile>()
        : [BlockTile.By64x40, BlockTile.By64x80, BlockTile.By64x160];

    /// <summary>All choices worth trying, in a fixed order: no tile has a warp without a column.</summary>
    public static IEnumerable<TileChoice> Candidates(GpuTraits traits, Precision precision, TensorProblem problem)
    {
        foreach (var tile in Tiles(precision).Where(tile => TileSize.Of(tile) is var size && (size.Across - 1) * size.Columns < problem.Columns))
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
        Candidates(traits, precision, problem).MinBy(choice => TileModel.Microseconds(traits, precision, problem, choice));

    public override string ToString()
    {
        var size = TileSize.Of(Tile);
        return $"{size.TileRows}x{size.TileColumns}/{Split.Parts}";
    }
}
