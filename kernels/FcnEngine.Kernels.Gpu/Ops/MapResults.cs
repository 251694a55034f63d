using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Kernels.Gpu.TensorCores;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

/// <summary>Takes the finished pixels of a map, one channel at a time or four.</summary>
public interface IMapResult : IResult
{
    void WriteOne(int pixel, int channel, float value);
}

/// <summary>A map, finished and stored.</summary>
public readonly struct Output<TFinish>(ArrayView<float> output, int columns, TFinish finish) : IMapResult
    where TFinish : struct, IFinish
{
    private readonly ArrayView<float> _output = output;
    private readonly TFinish _finish = finish;

    public int Columns { get; } = columns;

    public void Write(int row, int column, Float4 value) => _output.Cast<Float4>()[(row * Columns + column) >> 2] = new Float4(
        _finish.Apply(value.X, column), _finish.Apply(value.Y, column + 1), _finish.Apply(value.Z, column + 2), _finish.Apply(value.W, column + 3));

    public void WriteOne(int pixel, int channel, float value) => _output[pixel * Columns + channel] = _finish.Apply(value, channel);
}

/// <summary>A gradient that passes where the output of the ReLU before it is above zero.</summary>
public readonly struct GatedOutput(ArrayView<float> output, int columns, ArrayView<float> rectified) : IMapResult
{
    private readonly ArrayView<float> _output = output, _rectified = rectified;

    public int Columns { get; } = columns;

    public void Write(int row, int column, Float4 value)
    {
        var at = (row * Columns + column) >> 2;
        var gate = _rectified.Cast<Float4>()[at];
        _output.Cast<Float4>()[at] = new Float4(
            gate.X > 0f ? value.X : 0f, gate.Y > 0f ? value.Y : 0f, gate.Z > 0f ? value.Z : 0f, gate.W > 0f ? value.W : 0f);
    }

    public void WriteOne(int pixel, int channel, float value)
    {
        var at = pixel * Columns + channel;
        _output[at] = _rectified[at] > 0f ? value : 0f;
    }
}

/// <summary>
/// A gradient of pooled pixels, spread over their windows: it goes to the position of the maximum if that was above zero, the rest
/// of the window becomes 0. The windows tile the output, so all of it is written.
/// </summary>
public readonly struct SpreadOutput(ArrayView<float> output, ArrayView<byte> argMax, ArrayView<float> pooled, PoolShape shape) : IMapResult
{
    private readonly ArrayView<float> _output = output, _pooled = pooled;
    private readonly ArrayView<byte> _argMax = argMax;
    private readonly PoolShape _shape = shape;

    public int Columns => _shape.Channels;

    public void Write(int row, int column, Float4 value)
    {
        var at = (row * Columns + column) >> 2;
        var gate = _pooled.Cast<Float4>()[at];
        var positions = _argMax.Cast<int>()[at];
        var first = (FirstPixel(row) * Columns + column) >> 2;
        var position = 0;
        for (var y = 0; y < _shape.WindowY; y++)
            for (var x = 0; x < _shape.WindowX; x++)
            {
                _output.Cast<Float4>()[first + (((y * _shape.Width + x) * Columns) >> 2)] = new Float4(
                    gate.X > 0f & (positions & 255) == position ? value.X : 0f, gate.Y > 0f & (positions >> 8 & 255) == position ? value.Y : 0f,
                    gate.Z > 0f & (positions >> 16 & 255) == position ? value.Z : 0f, gate.W > 0f & (positions >> 24 & 255) == position ? value.W : 0f);
                position++;
            }
    }

    public void WriteOne(int pixel, int channel, float value)
    {
        var at = pixel * Columns + channel;
        var passed = _pooled[at] > 0f ? value : 0f;
        int maximum = _argMax[at], first = FirstPixel(pixel) * Columns + channel;
        for (var y = 0; y < _shape.WindowY; y++)
            for (var x = 0; x < _shape.WindowX; x++)
                _output[first + (y * _shape.Width + x) * Columns] = y * _shape.WindowX + x == maximum ? passed : 0f;
    }

    /// <summary>The first pixel of a pooled pixel's window.</summary>
    private int FirstPixel(int pooled)
    {
        var line = _shape.ByOutWidth.Divide(pooled, out var x);
        var image = _shape.ByOutHeight.Divide(line, out var y);
        return (image * _shape.Height + y * _shape.WindowY) * _shape.Width + x * _shape.WindowX;
    }
}
