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

    /// <summary>
    /// Eight lanes read four pieces each of two lines, which are neighbours (lines g, g + 8, ..) or four apart (lines 4g .. 4g + 3): one of
    /// the two changes sides.
    /// </summary>
    public static int Place(int line, int piece) => line * Pieces + (piece ^ ((line >> 2 ^ line) & 1) * 4);
}

/// <summary>[32 of the depth, lines]: pieces across the depth, a row for each k.</summary>
public static class CrosswiseTile
{
    /// <summary>Eight lanes read two neighbouring pieces of four k that are four apart: each k shifts by its own even number.</summary>
    public static int Place(int k, int piece, int pieces) => k * pieces + (piece ^ (k >> 2 & 3) * 2);

    /// <summary>The place in its row where the same piece lies <paramref name="rows"/> further down, if that is the step, eight or sixteen, of passes over all k.</summary>
    public static int Below(int place, int rows) => place ^ (rows >> 2 & 3) * 2;
}

/// <summary>
/// Eight columns of each warp beside a crosswise tile, two pieces for each k. For k = 4t + i those of neighbouring t follow one another,
/// and odd k have their pieces changed over, so that lanes (g, t) find piece g / 4 of k = 4t + g % 4 in a bank of their own.
/// </summary>
public static class FifthColumns
{
    /// <summary>Float4 from one half of a stage to the other.</summary>
    public const int HalfStage = 2 * 4;

    public static int Place(int k, int warp, int piece, int warps) =>
        (k & 3) * warps * (MainLoop.StageDepth / 2) + (warp * (MainLoop.StageDepth / 4) + (k >> 2)) * 2 + (piece ^ k & 1);

    /// <summary>One of a place's four columns.</summary>
    /// <param name="tile">In floats.</param>
    /// <param name="at">Four times the place, plus the column.</param>
    /// <param name="i">So many k further, k being a multiple of four.</param>
    public static float Element(ArrayView<float> tile, int at, int i, int warps) => tile.SubView(at ^ (i & 1) * 4)[i * warps * (MainLoop.StageDepth / 2) * 4];
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

    /// <summary>Stores this lane's part; its four rows are first, first + step, .. and where the tile is tall four more, 32 below.</summary>
    public static void Put(ArrayView<Float4> tile, WarpSums values, int firstRow, int step, int warpColumn)
    {
        Put(tile, values.Upper, firstRow, step, warpColumn);
        if (TTile.Tall) Put(tile, values.Lower, firstRow + WarpTile.Rows, step, warpColumn); // decided at compile time
    }

    private static void Put(ArrayView<Float4> tile, WarpTile values, int firstRow, int step, int warpColumn)
    {
        var piece = warpColumn * (BlockOf<TTile>.WarpColumns / 4) + (Group.IdxX & 3) * 2;
        Put(tile, firstRow, piece, WarpTile.UpperLeft(values.Top), WarpTile.UpperRight(values.Top));
        Put(tile, firstRow + step, piece, WarpTile.LowerLeft(values.Top), WarpTile.LowerRight(values.Top));
        Put(tile, firstRow + 2 * step, piece, WarpTile.UpperLeft(values.Bottom), WarpTile.UpperRight(values.Bottom));
        Put(tile, firstRow + 3 * step, piece, WarpTile.LowerLeft(values.Bottom), WarpTile.LowerRight(values.Bottom));
        if (!TTile.Wide) return; // decided at compile time
        piece = warpColumn * 10 + 8 + (Group.IdxX >> 1 & 1);
        PutFifth(tile, firstRow, piece, values.TopFifth.C0, values.TopFifth.C1);
        PutFifth(tile, firstRow + step, piece, values.TopFifth.C2, values.TopFifth.C3);
        PutFifth(tile, firstRow + 2 * step, piece, values.BottomFifth.C0, values.BottomFifth.C1);
        PutFifth(tile, firstRow + 3 * step, piece, values.BottomFifth.C2, values.BottomFifth.C3);
    }

    /// <summary>Half a piece: this lane's two of the last eight columns.</summary>
    private static void PutFifth(ArrayView<Float4> tile, int row, int piece, float first, float second) =>
        tile.Cast<Float2>()[Place(row, piece) * 2 + (Group.IdxX & 1)] = new Float2 { X = first, Y = second };

    private static void Put(ArrayView<Float4> tile, int row, int piece, Float4 left, Float4 right)
    {
        tile[Place(row, piece)] = left;
        tile[Place(row, piece + 1)] = right;
    }
}
