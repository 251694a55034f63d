using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>Which row of a stored matrix the k-th of the depth is; -1 for none.</summary>
public interface IRowOrder
{
    int Row(int k);
}

/// <summary>As stored.</summary>
public readonly struct StoredOrder(int depth) : IRowOrder
{
    private readonly int _depth = depth;

    public int Row(int k) => k < _depth ? k : -1;
}

/// <summary>Right factor: [32, Columns] a stage of a row-major matrix whose columns are a multiple of four.</summary>
public struct MatrixRows<TTile, TOrder> : IOperand
    where TTile : struct, IBlockTile
    where TOrder : struct, IRowOrder
{
    /// <summary>Float4 of shared memory for two buffers.</summary>
    public static int Size => 2 * BufferSize;

    private static int Pieces => BlockOf<TTile>.Pieces;

    private static int BufferSize => MainLoop.StageDepth * Pieces;

    private static int RowsPerPass => 4 * TTile.WarpsDown;

    private readonly ArrayView<Float4> _tile;
    private readonly ArrayView<float> _matrix;
    private readonly TOrder _order;
    private readonly int _column, _columns, _row, _piece, _readAt;
    private int _k; // of the first piece that this thread copies next

    public MatrixRows(ArrayView<Float4> tile, ArrayView<float> matrix, TOrder order, int columns, int firstStage, int firstColumn, int warpColumn)
    {
        int thread = Group.IdxX, lane = thread & 31;
        _tile = tile;
        _matrix = matrix;
        _order = order;
        _columns = columns;
        _row = (int)((uint)thread / (uint)Pieces);
        _piece = thread & Pieces - 1;
        _column = firstColumn + _piece * 4;
        _readAt = CrosswiseTile.Place((lane & 3) * 4, warpColumn * 8 + (lane >> 2), Pieces);
        _k = firstStage * MainLoop.StageDepth + _row;
    }

    public void Copy(int stage, int buffer)
    {
        CopyPiece(buffer, 0);
        CopyPiece(buffer, 1);
        CopyPiece(buffer, 2);
        CopyPiece(buffer, 3);
        CopyPiece(buffer, 4);
        CopyPiece(buffer, 5);
        CopyPiece(buffer, 6);
        CopyPiece(buffer, 7);
        _k += MainLoop.StageDepth;
    }

    private readonly void CopyPiece(int buffer, int pass)
    {
        if (pass * RowsPerPass >= MainLoop.StageDepth) return; // decided at compile time
        var row = _order.Row(_k + pass * RowsPerPass);
        var inside = row >= 0 & _column < _columns;
        Ptx.CopyAsync16(
            ref _tile[buffer * BufferSize + CrosswiseTile.Place(_row + pass * RowsPerPass, _piece, Pieces)].X,
            ref _matrix[inside ? row * _columns + _column : 0], inside ? 16 : 0);
    }

    public readonly Fragment Load(int stage, int buffer, int half) => new(_tile.SubView(buffer * BufferSize + half * 16 * Pieces + _readAt), Pieces);
}
