using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// Convolutions with at most four output channels (class scores, and the transposed convolution that enlarges them): too narrow
// for tiles. x is NHWC, w HWIO, y NHWC; results are overwritten whole, every sum has one fixed order.

public static class ThinConvolutions
{
    public const int Threads = 128, MostChannels = 4;

    /// <summary>Long sums for few results: a block to an output pixel.</summary>
    public static bool FitsForward(ConvShape s) => s.OutChannels <= MostChannels && s.PatchSize >= Threads / 2;

    /// <summary>Short sums: a thread to an element.</summary>
    public static bool FitsInputGradient(ConvShape s) => s.OutChannels <= MostChannels;

    /// <summary>A thread to a weight, 32 weights to a block, which shares the output pixels.</summary>
    public static bool FitsWeightGradient(ConvShape s) => s.OutChannels <= MostChannels;

    /// <summary>y[p, o]: each of a block's threads sums every 128th element of the pixel's patch, then a tree. Grid: pixels.</summary>
    public static void Forward<TFinish>(ArrayView<float> x, ArrayView<float> w, ArrayView<float> y, ConvShape s, TFinish finish)
        where TFinish : struct, IFinish
    {
        var sums = SharedMemory.Allocate<Float4>(Threads);
        int pixel = Grid.IdxX, thread = Group.IdxX, channels = s.OutChannels;
        var sum = new Float4();
        for (var k = thread; k < s.PatchSize; k += Threads)
        {
            var at = s.PatchElement(pixel, k);
            if (at < 0) continue;
            float value = x[at];
            var weights = w.SubView(k * channels, channels);
            sum.X += value * weights[0];
            if (channels > 1) sum.Y += value * weights[1];
            if (channels > 2) sum.Z += value * weights[2];
            if (channels > 3) sum.W += value * weights[3];
        }

        sums[thread] = sum;
        Group.Barrier();
        for (var half = Threads / 2; half > 0; half >>= 1)
        {
            if (thread < half) sums[thread] = sums[thread].Plus(sums[thread + half]);
            Group.Barrier();
        }

        if (thread < channels) y[pixel * channels + thread] = finish.Apply(sums.Cast<float>()[thread], thread);
    }

    /// <summary>dx[p, i] = the sum over the output pixels whose window holds p.</summary>
    public static void InputGradient<TResult>(ArrayView<float> dy, ArrayView<float> w, TResult result, ConvShape s)
        where TResult : struct, IMapResult
    {
        var i = Grid.GlobalIndex.X;
        if (i >= s.InElements) return;
        var pixel = s.ByInChannels.Divide(i, out var channel);
        result.WriteOne(pixel, channel, Gather(dy, w, pixel, channel, s));
    }

    /// <summary>A window of one tap: four neighbouring channels of a pixel to a thread.</summary>
    public static bool FitsFourInputGradients(ConvShape s) => FitsInputGradient(s) && s.InChannels % 4 == 0 && s.IsPixelwise;

    /// <summary>dx[p, i .. i + 3] = the sum over the output channels o of dy[p, o] w[i .. i + 3, o].</summary>
    public static void FourInputGradients<TResult>(ArrayView<float> dy, ArrayView<float> w, TResult result, ConvShape s)
        where TResult : struct, IMapResult
    {
        var i = Grid.GlobalIndex.X * 4;
        if (i >= s.InElements) return;
        var pixel = s.ByInChannels.Divide(i, out var channel);
        int output = pixel * s.OutChannels, weight = channel * s.OutChannels, next = s.OutChannels;
        var sum = new Float4();
        for (var o = 0; o < s.OutChannels; o++)
            sum = sum.Plus(dy[output + o], new Float4(w[weight + o], w[weight + next + o], w[weight + 2 * next + o], w[weight + 3 * next + o]));
        result.Write(pixel, channel, sum);
    }

    /// <summary>One element of the transposed convolution: at most ceil(window / stride) taps each way reach it.</summary>
    public static float Gather(ArrayView<float> dy, ArrayView<float> w, int pixel, int channel, ConvShape s)
    {
        var image = s.ByArea.Divide(pixel, out var inImage);
        var y = s.ByWidth.Divide(inImage, out var x);
        int fromY = y + s.Top, fromX = x + s.Left;
        int firstY = fromY < s.KernelHeight ? 0 : s.ByStrideY.Divide(fromY - s.KernelHeight) + 1, lastY = IntrinsicMath.Min(s.ByStrideY.Divide(fromY), s.OutHeight - 1);
        int firstX = fromX < s.KernelWidth ? 0 : s.ByStrideX.Divide(fromX - s.KernelWidth) + 1, lastX = IntrinsicMath.Min(s.ByStrideX.Divide(fromX), s.OutWidth - 1);
        var sum = 0f;
        for (var oy = firstY; oy <= lastY; oy++)
            for (var ox = firstX; ox <= lastX; ox++)
            {
                var output = ((image * s.OutHeight + oy) * s.OutWidth + ox) * s.OutChannels;
                var tap = (fromY - oy * s.StrideY) * s.KernelWidth + fromX - ox * s.StrideX;
                var weight = (tap * s.InChannels + channel) * s.OutChannels;
                for (var o = 0; o < s.OutChannels; o++) sum += dy[output + o] * w[weight + o];
            }

        return sum;
    }
}

/// <summary>The terms of a weight's gradient: x under its tap times dy, for every output pixel.</summary>
public struct WeightTerms(ArrayView<float> x, ArrayView<float> dy, ConvShape shape) : IColumnTerms
{
    private readonly ArrayView<float> _x = x, _dy = dy;
    private readonly ConvShape _shape = shape;
    private int _y, _x0, _channel, _output;

    public void Enter(int column)
    {
        var element = _shape.ByOutChannels.Divide(column, out _output);
        var tap = _shape.ByInChannels.Divide(element, out _channel);
        _y = _shape.ByKernelWidth.Divide(tap, out _x0) - _shape.Top;
        _x0 -= _shape.Left;
    }

    public readonly float At(int row)
    {
        var image = _shape.ByOutArea.Divide(row, out var inImage);
        var oy = _shape.ByOutWidth.Divide(inImage, out var ox);
        int y = oy * _shape.StrideY + _y, x = ox * _shape.StrideX + _x0;
        var inside = (uint)y < (uint)_shape.Height & (uint)x < (uint)_shape.Width;
        return inside ? _x[((image * _shape.Height + y) * _shape.Width + x) * _shape.InChannels + _channel] * _dy[row * _shape.OutChannels + _output] : 0f;
    }
}
