using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>The tiles that a product can be cut into; see <see cref="IBlockTile"/>.</summary>
public enum BlockTile
{
    By64x40,
    By64x64,
    By64x80,
    By64x120,
    By128x80,
    By128x128,
    By128x160,
    By128x200,
    By256x120,
}

/// <summary>What the choice of a tile goes by; see <see cref="IBlockTile"/>.</summary>
/// <param name="Down">Warps.</param>
/// <param name="Across">Warps.</param>
/// <param name="Rows">Of a warp.</param>
/// <param name="Columns">Of a warp.</param>
public readonly record struct TileSize(int Down, int Across, int Rows, int Columns)
{
    public static TileSize Of(BlockTile tile) => tile switch
    {
        BlockTile.By64x40 => new(2, 1, 32, 40),
        BlockTile.By64x64 => new(2, 2, 32, 32),
        BlockTile.By64x80 => new(2, 2, 32, 40),
        BlockTile.By64x120 => new(2, 3, 32, 40),
        BlockTile.By128x80 => new(2, 2, 64, 40),
        BlockTile.By128x128 => new(2, 4, 64, 32),
        BlockTile.By128x160 => new(2, 4, 64, 40),
        BlockTile.By128x200 => new(2, 5, 64, 40),
        BlockTile.By256x120 => new(4, 3, 64, 40),
        _ => throw new ArgumentOutOfRangeException(nameof(tile), tile, "no such tile"),
    };

    public int Warps => Down * Across;

    public int TileRows => Down * Rows;

    public int TileColumns => Across * Columns;

    /// <summary>Of a block, at most: two stages of both factors with what the copies go by, or the tile of the result.</summary>
    public int SharedBytes => Math.Max(
        2 * MainLoop.StageDepth * (TileRows + TileColumns) * sizeof(float) + TileRows * 16 + 1024, TileRows * TileColumns * sizeof(float));
}

/// <summary>A product as the choice of its tile sees it.</summary>
/// <param name="Stages">Of the deepest of its batches.</param>
/// <param name="Batches">Products in one launch.</param>
public readonly record struct TensorProblem(int Rows, int Columns, int Stages, int Batches)
{
    /// <summary>Of all batches together; they differ where a stride does not divide the window.</summary>
    public int AllStages { get; init; } = Stages * Batches;
}

/// <summary>A tile, and into how many parts the depth is cut.</summary>
public readonly record struct TileChoice(BlockTile Tile, SplitPlan Split)
{
    /// <summary>
    /// Those that win for some layer of the lab's networks and batch, and what other widths need; class F has not the registers for more than
    /// eight warps of tall tiles. Of the classes that few train in, fewer kernels have to be compiled, timed and checked.
    /// </summary>
    public static IReadOnlyList<BlockTile> Tiles(Precision precision) => precision switch
    {
        Precision.Fp32 => [BlockTile.By64x40, BlockTile.By64x64, BlockTile.By64x80, BlockTile.By128x80, BlockTile.By128x128, BlockTile.By128x160],
        Precision.Tf32 =>
        [
            BlockTile.By64x40, BlockTile.By64x64, BlockTile.By64x80, BlockTile.By64x120, BlockTile.By128x80, BlockTile.By128x160, BlockTile.By128x200,
            BlockTile.By256x120,
        ],
        _ => [BlockTile.By64x40, BlockTile.By64x80, BlockTile.By128x160],
    };

    /// <summary>All choices worth trying, in a fixed order: no tile has a warp without a column, and the device has the shared memory.</summary>
    public static IEnumerable<TileChoice> Candidates(GpuTraits traits, Precision precision, TensorProblem problem)
    {
        foreach (var tile in Tiles(precision).Where(tile => TileSize.Of(tile) is var size
            && (size.Across - 1) * size.Columns < problem.Columns && size.SharedBytes <= traits.SharedBytes))
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
