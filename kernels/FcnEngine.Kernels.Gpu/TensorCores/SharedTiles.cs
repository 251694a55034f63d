using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

// How a stage (32 of the depth) of a factor lies in shared memory. Each thread copies 16-byte pieces, the same place of a row in
// every pass, rows a fixed number apart. A piece's place in its row is permuted (xor) so that the eight lanes that a 16-byte
// read serves at a time hit all 32 banks; the copy and the read apply the same permutation.

/// <summary>[lines, 32 of the depth]: pieces along the depth, a line for each row (or column) of the factor.</summary>
public static class DepthwiseTile
{
    public const int Pieces = MainLoop.StageDepth / 4;

    /// <summary>Eight lanes read four pieces of an even and four of an odd line, for lines g, g + 8, ..: those change sides.</summary>
    public static int PlaceByLane(int line, int piece) => line * Pieces + (piece ^ (line & 1) * 4);

    /// <summary>The same for lines 4g .. 4g + 3: the two that are read together are four apart.</summary>
    public static int PlaceByFour(int line, int piece) => line * Pieces + (piece ^ (line >> 2 & 1) * 4);
}

/// <summary>[32 of the depth, lines]: pieces across the depth, a row for each k.</summary>
public static class CrosswiseTile
{
    /// <summary>Eight lanes read two neighbouring pieces of four k that are four apart: each k shifts by its own even number.</summary>
    public static int Place(int k, int piece, int pieces) => k * pieces + (piece ^ (k >> 2 & 3) * 2);
}

/// <summary>Where a Float4 of the result lies in the block's tile.</summary>
public static class ResultPlace
{
    /// <summary>Neighbouring rows, and rows four apart, change places pairwise, so that no bank is hit twice.</summary>
    public static int Of(int row, int piece, int pieces) => row * pieces + (piece ^ ((row ^ row >> 2) & 1));
}

/// <summary>A block's tile of the result on its way out of the registers, so that it leaves in whole rows.</summary>
public static class ResultTile<TTile>
    where TTile : struct, IBlockTile
{
    public static int Size => BlockOf<TTile>.Rows * BlockOf<TTile>.Pieces;

    public static int Place(int row, int piece) => ResultPlace.Of(row, piece, BlockOf<TTile>.Pieces);

    /// <summary>Stores this lane's part; its four rows are first, first + step, ..</summary>
    public static void Put(ArrayView<Float4> tile, WarpTile values, int firstRow, int step, int warpColumn)
    {
        var piece = warpColumn * (WarpTile.Size / 4) + (Group.IdxX & 3) * 2;
        Put(tile, firstRow, piece, WarpTile.UpperLeft(values.Top), WarpTile.UpperRight(values.Top));
        Put(tile, firstRow + step, piece, WarpTile.LowerLeft(values.Top), WarpTile.LowerRight(values.Top));
        Put(tile, firstRow + 2 * step, piece, WarpTile.UpperLeft(values.Bottom), WarpTile.UpperRight(values.Bottom));
        Put(tile, firstRow + 3 * step, piece, WarpTile.LowerLeft(values.Bottom), WarpTile.LowerRight(values.Bottom));
    }

    private static void Put(ArrayView<Float4> tile, int row, int piece, Float4 left, Float4 right)
    {
        tile[Place(row, piece)] = left;
        tile[Place(row, piece + 1)] = right;
    }
}
