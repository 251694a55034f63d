using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>
/// Left factor: the windows of the block's rows, [Rows, 32] a stage, gathered tap by tap from a map whose channels are a
/// multiple of four: a piece lies inside one tap, in bounds or not as a whole.
/// </summary>
public struct PatchRows<TTile> : ILeftOperand
    where TTile : struct, IBlockTile
{
    /// <summary>Float4 of shared memory for two buffers.</summary>
    public static int Size => 2 * BufferSize;

    private static int BufferSize => BlockOf<TTile>.Rows * DepthwiseTile.Pieces;

    private static int RowsPerPass => BlockOf<TTile>.Threads / DepthwiseTile.Pieces;

    private readonly ArrayView<Float4> _tile;
    private readonly ArrayView<Origin> _origins;
    private readonly ArrayView<float> _map;
    private readonly WindowShape _window;
    private readonly int _row, _writeAt, _readAt;
    private Tap _tap; // of the pieces that this thread copies next

    /// <param name="origins">Of the block's rows, filled before.</param>
    public PatchRows(ArrayView<Float4> tile, ArrayView<Origin> origins, ArrayView<float> map, WindowShape window, int firstStage, int warpRow)
    {
        int thread = Group.IdxX, lane = thread & 31;
        _tile = tile;
        _origins = origins;
        _map = map;
        _window = window;
        _tap = new Tap(firstStage * MainLoop.StageDepth + (thread & 7) * 4, window);
        _row = thread >> 3;
        _writeAt = DepthwiseTile.Place(_row, thread & 7);
        _readAt = DepthwiseTile.Place(warpRow * BlockOf<TTile>.WarpRows + (lane >> 2), lane & 3);
    }

    public readonly Tap Tap => _tap;

    public void Copy(int stage, int buffer)
    {
        // All origins are read before the first copy starts: ptxas guards each copy that follows a read of shared memory.
        var offset = (_tap.Y * _window.Width + _tap.X) * _window.Channels + _tap.Channel;
        int from0 = Find(0, offset), from1 = Find(1, offset), from2 = Find(2, offset), from3 = Find(3, offset);
        int from4 = Find(4, offset), from5 = Find(5, offset), from6 = Find(6, offset), from7 = Find(7, offset);
        CopyPiece(buffer, 0, from0);
        CopyPiece(buffer, 1, from1);
        CopyPiece(buffer, 2, from2);
        CopyPiece(buffer, 3, from3);
        CopyPiece(buffer, 4, from4);
        CopyPiece(buffer, 5, from5);
        CopyPiece(buffer, 6, from6);
        CopyPiece(buffer, 7, from7);
        _tap.Add(MainLoop.StageDepth, _window);
    }

    /// <summary>The element of the map that a pass copies from; -1 outside.</summary>
    private readonly int Find(int pass, int offset)
    {
        if (!Exists(pass)) return -1;
        var origin = _origins.SubView(_row)[pass * RowsPerPass];
        var inside = (uint)(origin.Y + _tap.Y) < (uint)_window.Height & (uint)(origin.X + _tap.X) < (uint)_window.Width & _tap.Y < _window.TapsDown;
        return inside ? origin.Offset + offset : -1;
    }

    private readonly void CopyPiece(int buffer, int pass, int from)
    {
        if (!Exists(pass)) return;
        Ptx.CopyAsync16(
            ref _tile.SubView(buffer * BufferSize + _writeAt)[pass * RowsPerPass * DepthwiseTile.Pieces].X,
            ref _map[IntrinsicMath.Max(from, 0)], from >= 0 ? 16 : 0);
    }

    /// <summary>Decided at compile time but for the last pass, where passes do not divide the rows.</summary>
    private readonly bool Exists(int pass) => pass * RowsPerPass < BlockOf<TTile>.Rows
        && ((pass + 1) * RowsPerPass <= BlockOf<TTile>.Rows || _row + pass * RowsPerPass < BlockOf<TTile>.Rows);

    public readonly Fragment Load(int stage, int buffer, int half, bool lower) =>
        new(_tile.SubView(buffer * BufferSize + (_readAt ^ half * 4)), lower ? WarpTile.Rows * DepthwiseTile.Pieces : 0, 8 * DepthwiseTile.Pieces);
}
