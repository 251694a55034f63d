using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>Which output pixels the rows of a forward product are, and what becomes of a finished tile of them.</summary>
public interface IOutputRows
{
    /// <summary>The image of a row, and its place on the convolution's output.</summary>
    int Pixel(int row, ConvShape shape, out int y, out int x);

    /// <summary>Takes the block's tile; every thread calls it once the tile is complete for all.</summary>
    /// <param name="tile">Float4 where <see cref="ResultTile{TTile}.Place"/> puts them.</param>
    /// <param name="rows">Of the tile, a multiple of 32.</param>
    /// <param name="pieces">Float4 in a row, an even number.</param>
    void Write(ArrayView<Float4> tile, int rows, int pieces, int firstRow, int firstColumn);
}

/// <summary>Row-major pixels, each finished and stored.</summary>
public readonly struct StoredRows<TFinish>(Output<TFinish> output, int pixels) : IOutputRows
    where TFinish : struct, IFinish
{
    private readonly Output<TFinish> _output = output;
    private readonly int _pixels = pixels;

    public int Pixel(int row, ConvShape shape, out int y, out int x)
    {
        var image = shape.ByOutArea.Divide(row, out var inImage);
        y = shape.ByOutWidth.Divide(inImage, out x);
        return image;
    }

    public void Write(ArrayView<Float4> tile, int rows, int pieces, int firstRow, int firstColumn)
    {
        for (var i = Group.IdxX; i < rows * pieces; i += Group.DimX)
        {
            int tileRow = (int)((uint)i / (uint)pieces), piece = i - tileRow * pieces, column = firstColumn + piece * 4;
            if (firstRow + tileRow < _pixels & column < _output.Columns)
                _output.Write(firstRow + tileRow, column, tile[ResultPlace.Of(tileRow, piece, pieces)]);
        }
    }
}

/// <summary>
/// The pixels of a pooling window are neighbouring rows, so that a tile holds whole windows: their maximum is stored, and where in
/// the window it stood. Semantics of MaxPool2d: the first in row-major order, NaN wins.
/// </summary>
public readonly struct PooledRows<TFinish, TPositions>(ArrayView<float> output, TFinish finish, TPositions positions, PoolShape pool) : IOutputRows
    where TFinish : struct, IFinish
    where TPositions : struct, IPositions
{
    private readonly ArrayView<float> _output = output;
    private readonly TFinish _finish = finish;
    private readonly TPositions _positions = positions;
    private readonly PoolShape _pool = pool;

    public int Pixel(int row, ConvShape shape, out int y, out int x)
    {
        var pooled = _pool.ByWindowArea.Divide(row, out var position);
        var line = _pool.ByOutWidth.Divide(pooled, out x);
        var image = _pool.ByOutHeight.Divide(line, out y);
        var down = position / _pool.WindowX;
        y = y * _pool.WindowY + down;
        x = x * _pool.WindowX + position - down * _pool.WindowX;
        return image;
    }

    public void Write(ArrayView<Float4> tile, int rows, int pieces, int firstRow, int firstColumn)
    {
        var area = _pool.ByWindowArea.Value;
        var firstPooled = _pool.ByWindowArea.Divide(firstRow);
        for (var i = Group.IdxX; i < _pool.ByWindowArea.Divide(rows) * pieces; i += Group.DimX)
        {
            int window = (int)((uint)i / (uint)pieces), piece = i - window * pieces, column = firstColumn + piece * 4;
            if (firstPooled + window >= _pool.OutPixels | column >= _pool.Channels) continue;
            var best = Finished(tile[ResultPlace.Of(window * area, piece, pieces)], column);
            int x = 0, y = 0, z = 0, w = 0;
            for (var position = 1; position < area; position++)
            {
                var value = Finished(tile[ResultPlace.Of(window * area + position, piece, pieces)], column);
                x = Better(value.X, best.X) ? position : x;
                y = Better(value.Y, best.Y) ? position : y;
                z = Better(value.Z, best.Z) ? position : z;
                w = Better(value.W, best.W) ? position : w;
                best = new Float4(
                    Better(value.X, best.X) ? value.X : best.X, Better(value.Y, best.Y) ? value.Y : best.Y,
                    Better(value.Z, best.Z) ? value.Z : best.Z, Better(value.W, best.W) ? value.W : best.W);
            }

            var at = ((firstPooled + window) * _pool.Channels + column) >> 2;
            _output.Cast<Float4>()[at] = best;
            _positions.KeepFour(at, x | y << 8 | z << 16 | w << 24);
        }
    }

    private Float4 Finished(Float4 v, int column) => new(
        _finish.Apply(v.X, column), _finish.Apply(v.Y, column + 1), _finish.Apply(v.Z, column + 2), _finish.Apply(v.W, column + 3));

    private static bool Better(float value, float best) => value > best | float.IsNaN(value);
}
