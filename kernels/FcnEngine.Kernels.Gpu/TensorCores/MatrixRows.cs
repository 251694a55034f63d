using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>
/// Right factor: [32, Columns] a stage of a row-major matrix whose columns are a multiple of four. Of a wide tile each warp's last
/// eight columns lie apart, so that every lane finds them in a bank of its own.
/// </summary>
public struct MatrixRows<TTile> : IRightOperand
    where TTile : struct, IBlockTile
{
    /// <summary>Float4 of shared memory for two buffers.</summary>
    public static int Size => 2 * BufferSize;

    private static int BufferSize => MainLoop.StageDepth * BlockOf<TTile>.Pieces;

    /// <summary>Float4 of a row without the last columns.</summary>
    private static int Pieces => 8 * TTile.WarpsAcross;

    /// <summary>Of 32 rows; a multiple of eight.</summary>
    private static int RowsPerPass => 4 * TTile.WarpsDown;

    /// <summary>One for each piece of the last columns.</summary>
    private static int FifthThreads => 2 * MainLoop.StageDepth * TTile.WarpsAcross;

    private readonly ArrayView<Float4> _tile;
    private readonly ArrayView<float> _matrix;
    private readonly int _columns, _writeAt, _readAt, _fifthAt, _fifthReadAt; // the last in floats, the others in Float4
    private int _rowsLeft, _fifthRowsLeft; // from the row this thread copies next; none where its columns do not exist
    private int _next, _fifthNext; // elements of the matrix

    /// <param name="depth">Rows of the matrix.</param>
    public MatrixRows(ArrayView<Float4> tile, ArrayView<float> matrix, int depth, int columns, int firstStage, int firstColumn, int warpColumn)
    {
        int thread = Group.IdxX, lane = thread & 31, first = firstStage * MainLoop.StageDepth;
        _tile = tile;
        _matrix = matrix;
        _columns = columns;
        var row = (int)((uint)thread / (uint)Pieces);
        int piece = thread - row * Pieces, column = firstColumn + (piece >> 3) * BlockOf<TTile>.WarpColumns + (piece & 7) * 4;
        _rowsLeft = column < columns ? depth - first - row : 0;
        _next = (first + row) * columns + column;
        _writeAt = CrosswiseTile.Place(row, piece, Pieces);
        _readAt = CrosswiseTile.Place((lane & 3) * 4, warpColumn * 8 + (lane >> 2), Pieces);
        row = (int)((uint)(thread >> 1) / (uint)TTile.WarpsAcross);
        var warp = (thread >> 1) - row * TTile.WarpsAcross;
        column = firstColumn + warp * 40 + 32 + (thread & 1) * 4;
        _fifthRowsLeft = column < columns ? depth - first - row : 0;
        _fifthNext = (first + row) * columns + column;
        _fifthAt = MainLoop.StageDepth * Pieces + FifthColumns.Place(row, warp, thread & 1, TTile.WarpsAcross);
        _fifthReadAt = (MainLoop.StageDepth * Pieces + FifthColumns.Place((lane & 3) * 4, warpColumn, lane >> 4, TTile.WarpsAcross)) * 4 + (lane >> 2 & 3);
    }

    public void Copy(int stage, int buffer, Tap tap)
    {
        CopyPiece(buffer, 0);
        CopyPiece(buffer, 1);
        CopyPiece(buffer, 2);
        CopyPiece(buffer, 3);
        _rowsLeft -= MainLoop.StageDepth;
        _next += MainLoop.StageDepth * _columns;
        if (!TTile.Wide) return; // decided at compile time
        if (BlockOf<TTile>.Threads > FifthThreads && Group.IdxX >= FifthThreads) return; // decided at compile time where all copy
        CopyRow(ref _tile[buffer * BufferSize + _fifthAt], _fifthRowsLeft > 0, _fifthNext);
        _fifthRowsLeft -= MainLoop.StageDepth;
        _fifthNext += MainLoop.StageDepth * _columns;
    }

    private readonly void CopyPiece(int buffer, int pass)
    {
        var row = pass * RowsPerPass;
        if (row >= MainLoop.StageDepth) return; // decided at compile time
        CopyRow(ref _tile.SubView(buffer * BufferSize + CrosswiseTile.Below(_writeAt, row))[row * Pieces], _rowsLeft > row, _next + row * _columns);
    }

    private readonly void CopyRow(ref Float4 to, bool exists, int from) => Ptx.CopyAsync16(ref to.X, ref _matrix[exists ? from : 0], exists ? 16 : 0);

    public readonly RightFragment Load(int stage, int buffer, int half)
    {
        var right = new RightFragment { Main = new Fragment(_tile.SubView(buffer * BufferSize + half * 16 * Pieces + _readAt), 0, Pieces) };
        if (!TTile.Wide) return right; // decided at compile time
        var tile = _tile.SubView(buffer * BufferSize + half * FifthColumns.HalfStage).Cast<float>();
        right.Fifth = new Float4(
            FifthColumns.Element(tile, _fifthReadAt, 0, TTile.WarpsAcross), FifthColumns.Element(tile, _fifthReadAt, 1, TTile.WarpsAcross),
            FifthColumns.Element(tile, _fifthReadAt, 2, TTile.WarpsAcross), FifthColumns.Element(tile, _fifthReadAt, 3, TTile.WarpsAcross));
        return right;
    }
}
