using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Ops;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// Max-pooling, NHWC. Forward: a thread owns one element of the output and, where wanted, the position of its maximum
// (row * window + column in the whole window; the first in row-major order; padding counts as minus infinity; NaN wins).
// Gradient: a thread owns one element of the input and sums, over the windows that hold it, the gradients of those whose
// maximum it is, in the order of the windows: no atomics. All results are overwritten whole.

/// <summary>A pooling's extents as a kernel argument.</summary>
public readonly struct PoolShape(Pool2dGeometry g)
{
    public readonly int Batch = g.Batch, Height = g.Rows.Input, Width = g.Columns.Input, OutHeight = g.Rows.Output, OutWidth = g.Columns.Output;
    public readonly int WindowY = g.Rows.Window, WindowX = g.Columns.Window, StrideY = g.Rows.Stride, StrideX = g.Columns.Stride;
    public readonly int Top = g.Rows.Before, Left = g.Columns.Before;
    public readonly Divisor ByChannels = new(g.Channels), ByOutWidth = new(g.Columns.Output), ByOutHeight = new(g.Rows.Output);
    public readonly Divisor ByWidth = new(g.Columns.Input), ByHeight = new(g.Rows.Input), ByStrideY = new(g.Rows.Stride), ByStrideX = new(g.Columns.Stride);
    public readonly Divisor ByWindowArea = new(g.Rows.Window * g.Columns.Window);

    public int Channels => ByChannels.Value;

    public int OutPixels => Batch * OutHeight * OutWidth;

    public int OutElements => Batch * OutHeight * OutWidth * Channels;

    public int InElements => Batch * Height * Width * Channels;
}

/// <summary>What becomes of the position of a maximum.</summary>
public interface IPositions
{
    void Keep(int output, int position);

    /// <summary>Of outputs 4i to 4i + 3, a byte each, the first lowest.</summary>
    void KeepFour(int i, int positions);
}

public readonly struct NoPositions : IPositions
{
    public void Keep(int output, int position)
    {
    }

    public void KeepFour(int i, int positions)
    {
    }
}

public readonly struct StorePositions(ArrayView<byte> argMax) : IPositions
{
    private readonly ArrayView<byte> _argMax = argMax;

    public void Keep(int output, int position) => _argMax[output] = (byte)position;

    public void KeepFour(int i, int positions) => _argMax.Cast<int>()[i] = positions;
}

/// <summary>Which output gradients count.</summary>
public interface IGate
{
    bool Open(int output);
}

public readonly struct AlwaysOpen : IGate
{
    public bool Open(int output) => true;
}

/// <summary>Those of a ReLU that passed something.</summary>
public readonly struct OpenAboveZero(ArrayView<float> pooled) : IGate
{
    private readonly ArrayView<float> _pooled = pooled;

    public bool Open(int output) => _pooled[output] > 0f;
}

public static class MaxPool2dKernels
{
    public static void Forward<TPositions>(ArrayView<float> x, ArrayView<float> y, TPositions positions, PoolShape s)
        where TPositions : struct, IPositions
    {
        int i = Grid.GlobalIndex.X;
        if (i >= s.OutElements) return;
        var pixel = s.ByChannels.Divide(i, out var channel);
        var row = s.ByOutWidth.Divide(pixel, out var ox);
        var image = s.ByOutHeight.Divide(row, out var oy);
        int top = oy * s.StrideY - s.Top, left = ox * s.StrideX - s.Left;
        var best = float.NegativeInfinity;
        var at = -1;
        for (var ky = 0; ky < s.WindowY; ky++)
            for (var kx = 0; kx < s.WindowX; kx++)
            {
                int iy = top + ky, ix = left + kx;
                if ((uint)iy < (uint)s.Height & (uint)ix < (uint)s.Width)
                {
                    var value = x[((image * s.Height + iy) * s.Width + ix) * s.Channels + channel];
                    var better = value > best | at < 0 | float.IsNaN(value);
                    best = better ? value : best;
                    at = better ? ky * s.WindowX + kx : at;
                }
            }

        y[i] = best;
        positions.Keep(i, at);
    }

    public static void Gradient<TGate>(ArrayView<float> dy, ArrayView<byte> argMax, TGate gate, ArrayView<float> dx, PoolShape s)
        where TGate : struct, IGate
    {
        int i = Grid.GlobalIndex.X;
        if (i >= s.InElements) return;
        var pixel = s.ByChannels.Divide(i, out var channel);
        var row = s.ByWidth.Divide(pixel, out var ix);
        var image = s.ByHeight.Divide(row, out var iy);
        // Windows oy with oy * stride - top <= iy < oy * stride - top + window.
        int fromY = iy + s.Top, fromX = ix + s.Left;
        int firstY = fromY < s.WindowY ? 0 : s.ByStrideY.Divide(fromY - s.WindowY) + 1, lastY = IntrinsicMath.Min(s.ByStrideY.Divide(fromY), s.OutHeight - 1);
        int firstX = fromX < s.WindowX ? 0 : s.ByStrideX.Divide(fromX - s.WindowX) + 1, lastX = IntrinsicMath.Min(s.ByStrideX.Divide(fromX), s.OutWidth - 1);
        var sum = 0f;
        for (var oy = firstY; oy <= lastY; oy++)
            for (var ox = firstX; ox <= lastX; ox++)
            {
                var output = ((image * s.OutHeight + oy) * s.OutWidth + ox) * s.Channels + channel;
                var position = (fromY - oy * s.StrideY) * s.WindowX + fromX - ox * s.StrideX;
                if (argMax[output] == position && gate.Open(output)) sum += dy[output];
            }

        dx[i] = sum;
    }
}

internal sealed partial class GpuKernels
{
    public Launch MaxPool2d(Pool2dGeometry geometry, DeviceTensor input, DeviceTensor output, DeviceTensor? argMax)
    {
        var over = LaunchShape.Over(output.ElementCount);
        return argMax is null
            ? device.Cache.Bind("maxpool2d forward", MaxPool2dKernels.Forward, over, Floats(input), Floats(output), default(NoPositions), new PoolShape(geometry))
            : device.Cache.Bind(
                "maxpool2d forward argmax", MaxPool2dKernels.Forward, over, Floats(input), Floats(output), new StorePositions(Bytes(argMax)), new PoolShape(geometry));
    }

    public Launch MaxPool2dGradient(
        Pool2dGeometry geometry, DeviceTensor outputGradient, DeviceTensor argMax, DeviceTensor? pooled, DeviceTensor inputGradient)
    {
        ArrayView<float> dy = Floats(outputGradient), dx = Floats(inputGradient);
        var over = LaunchShape.Over(inputGradient.ElementCount);
        return pooled is null
            ? device.Cache.Bind("maxpool2d input_gradient", MaxPool2dKernels.Gradient, over, dy, Bytes(argMax), default(AlwaysOpen), dx, new PoolShape(geometry))
            : device.Cache.Bind(
                "maxpool2d input_gradient relu", MaxPool2dKernels.Gradient, over, dy, Bytes(argMax), new OpenAboveZero(Floats(pooled)), dx, new PoolShape(geometry));
    }
}
