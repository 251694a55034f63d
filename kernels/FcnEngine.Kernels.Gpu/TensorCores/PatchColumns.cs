using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>
/// Left factor of a weight gradient: [32 pixels, Rows] a stage, the rows being elements of a window (tap, channel) and the
/// depth the output pixels. A thread copies the same four channels of one tap in every stage; only the pixel changes. Where the
/// pixels' windows start is tabulated a stage ahead by the first warp.
/// </summary>
public struct PatchColumns<TTile> : ILeftOperand
    where TTile : struct, IBlockTile
{
    /// <summary>Float4 of shared memory for two buffers and two tables of origins.</summary>
    public static int Size => 2 * BufferSize + 2 * MainLoop.StageDepth;

    private static int Pieces => BlockOf<TTile>.Rows / 4;

    private static int BufferSize => MainLoop.StageDepth * Pieces;

    private static int RowsPerPass => BlockOf<TTile>.Threads / Pieces;

    private readonly ArrayView<Float4> _tile;
    private readonly ArrayView<Origin> _origins;
    private readonly ArrayView<float> _map;
    private readonly ConvShape _shape;
    private readonly WindowShape _window;
    private readonly int _row, _piece, _offset, _readAt;
    private readonly Tap _tap;

    public PatchColumns(ArrayView<Float4> tile, ArrayView<float> map, ConvShape shape, int firstStage, int firstRow, int warpRow)
    {
        int thread = Group.IdxX, lane = thread & 31;
        _tile = tile;
        _origins = tile.SubView(2 * BufferSize, 2 * MainLoop.StageDepth).Cast<Origin>();
        _map = map;
        _shape = shape;
        _window = new WindowShape(shape.Height, shape.Width, shape.ByInChannels, shape.KernelHeight, shape.KernelWidth);
        _row = (int)((uint)thread / (uint)Pieces);
        _piece = thread & Pieces - 1;
        _tap = new Tap(firstRow + _piece * 4, _window);
        if (_tap.Y >= _window.TapsDown) _tap.Y = Origin.Nowhere; // beyond the last row, and outside of every map
        _offset = (_tap.Y * shape.Width + _tap.X) * shape.InChannels + _tap.Channel;
        _readAt = CrosswiseTile.Place((lane & 3) * 4, warpRow * (BlockOf<TTile>.WarpRows / 4) + (lane >> 2), Pieces);
        Tabulate(firstStage);
        Group.Barrier();
    }

    public readonly Tap Tap => _tap;

    public void Copy(int stage, int buffer)
    {
        // All origins are read before the first copy starts: ptxas guards each copy that follows a read of shared memory.
        int from0 = Find(stage, 0), from1 = Find(stage, 1), from2 = Find(stage, 2), from3 = Find(stage, 3);
        int from4 = Find(stage, 4), from5 = Find(stage, 5), from6 = Find(stage, 6), from7 = Find(stage, 7);
        CopyPiece(buffer, 0, from0);
        CopyPiece(buffer, 1, from1);
        CopyPiece(buffer, 2, from2);
        CopyPiece(buffer, 3, from3);
        CopyPiece(buffer, 4, from4);
        CopyPiece(buffer, 5, from5);
        CopyPiece(buffer, 6, from6);
        CopyPiece(buffer, 7, from7);
        // The other table was read before the last barrier; the next one stands before this one is read.
        Tabulate(stage + 1);
    }

    private readonly void Tabulate(int stage)
    {
        if (Group.IdxX >= MainLoop.StageDepth) return;
        var pixel = stage * MainLoop.StageDepth + Group.IdxX;
        var image = _shape.ByOutArea.Divide(pixel, out var inImage);
        var oy = _shape.ByOutWidth.Divide(inImage, out var ox);
        int y = oy * _shape.StrideY - _shape.Top, x = ox * _shape.StrideX - _shape.Left;
        _origins[(stage & 1) * MainLoop.StageDepth + Group.IdxX] = new Origin(image, y, x, pixel < _shape.OutPixels, _window);
    }

    /// <summary>The element of the map that a pass copies from; -1 outside.</summary>
    private readonly int Find(int stage, int pass)
    {
        if (!Exists(pass)) return -1;
        var origin = _origins.SubView((stage & 1) * MainLoop.StageDepth + _row)[pass * RowsPerPass];
        var inside = (uint)(origin.Y + _tap.Y) < (uint)_window.Height & (uint)(origin.X + _tap.X) < (uint)_window.Width;
        return inside ? origin.Offset + _offset : -1;
    }

    private readonly void CopyPiece(int buffer, int pass, int from)
    {
        if (!Exists(pass)) return;
        Ptx.CopyAsync16(
            ref _tile[buffer * BufferSize + CrosswiseTile.Place(_row + pass * RowsPerPass, _piece, Pieces)].X, ref _map[IntrinsicMath.Max(from, 0)], from >= 0 ? 16 : 0);
    }

    /// <summary>Decided at compile time but for the last pass, where passes do not divide the stage.</summary>
    private readonly bool Exists(int pass) => pass * RowsPerPass < MainLoop.StageDepth
        && ((pass + 1) * RowsPerPass <= MainLoop.StageDepth || _row + pass * RowsPerPass < MainLoop.StageDepth);

    public readonly Fragment Load(int stage, int buffer, int half, bool lower) =>
        new Fragment(_tile.SubView(buffer * BufferSize + half * 16 * Pieces + _readAt), lower ? WarpTile.Rows / 4 : 0, Pieces).Transposed();
}
