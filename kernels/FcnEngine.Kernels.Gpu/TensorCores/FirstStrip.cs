using FcnEngine.Kernels.Gpu.Intrinsics;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>
/// The input under a strip of neighbouring pooled pixels of the first layer, in shared memory: seven rows, from the column under the
/// first pixel's first tap on, zero where it is padding. In two buffers: the next strip arrives while one is read.
/// </summary>
public readonly struct FirstStrip
{
    public const int Rows = 7;

    private readonly ArrayView<float> _tile, _x;
    private readonly ConvShape _shape;
    private readonly PoolShape _pool;
    private readonly Divisor _across;
    private readonly int _width;

    /// <param name="tile">Of twice <see cref="Size"/>.</param>
    /// <param name="across">Strips in a row of pooled pixels.</param>
    /// <param name="width">Pooled pixels of a strip, a constant.</param>
    public FirstStrip(ArrayView<float> tile, FirstLayer layer, Divisor across, int width)
    {
        _tile = tile;
        _x = layer.X;
        _shape = layer.Shape;
        _pool = layer.Pool;
        _across = across;
        _width = width;
    }

    /// <summary>Floats from a row to the next: 8 past a multiple of 32, so that four rows at a time are read without bank conflicts.</summary>
    public static int Pitch(int width) => 4 * width + 8;

    /// <summary>Floats of a buffer.</summary>
    public static int Size(int width) => Rows * Pitch(width);

    /// <summary>Strips of the whole batch, row by row.</summary>
    public int Count => _pool.Batch * _pool.OutHeight * _across.Value;

    /// <summary>The row of pooled pixels (of all images) that a strip belongs to, and its first pixel in it.</summary>
    public int Line(int strip, out int start)
    {
        var line = _across.Divide(strip, out var place);
        start = place * _width;
        return line;
    }

    /// <summary>Starts the copies of a strip; a warp takes whole rows.</summary>
    public void Copy(int strip, int buffer, int warps)
    {
        var image = _pool.ByOutHeight.Divide(Line(strip, out var start), out var pooledRow);
        int top = pooledRow * 4 - _shape.Top, lane = Group.IdxX & 31, column = start * 4 - _shape.Left + lane;
        for (var row = Group.IdxX >> 5; row < Rows; row += warps)
        {
            int iy = top + row, from = (image * _shape.Height + iy) * _shape.Width + column, to = buffer * Size(_width) + row * Pitch(_width) + lane;
            var end = (uint)iy < (uint)_shape.Height ? _shape.Width : 0;
            CopyPiece(0, to, from, column, end);
            CopyPiece(1, to, from, column, end);
            CopyPiece(2, to, from, column, end);
            CopyPiece(3, to, from, column, end);
            CopyPiece(4, to, from, column, end);
            CopyPiece(5, to, from, column, end);
            CopyPiece(6, to, from, column, end);
            CopyPiece(7, to, from, column, end);
            CopyPiece(8, to, from, column, end);
        }
    }

    private void CopyPiece(int pass, int to, int from, int column, int end)
    {
        if (pass * 32 >= Pitch(_width)) return; // decided at compile time
        if ((pass + 1) * 32 > Pitch(_width) && (Group.IdxX & 31) >= Pitch(_width) - pass * 32) return;
        var inside = (uint)(column + pass * 32) < (uint)end;
        Ptx.CopyAsync4(ref _tile.SubView(to)[pass * 32], ref _x[inside ? from + pass * 32 : 0], inside ? 4 : 0);
    }
}
