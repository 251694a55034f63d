using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Kernels.Gpu.TensorCores;
using FcnEngine.Ops;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// Gradient of a convolution's input, which is also the transposed convolution:
// dx[n,iy,ix,i] = sum over ky, kx, o of dy[n, (iy + top - ky) / s, (ix + left - kx) / s, o] * w[ky,kx,i,o], where s divides.
// Which taps divide depends only on the phase of (iy + top, ix + left) modulo the stride: the pixels of a phase share
// their taps, so each of the s*s phases is a product of its own, dx[pixels, Ci] = dy patches[pixels, taps*Co] w'[taps*Co, Ci],
// and no multiplication is wasted on a zero. Every pixel belongs to one phase: dx is overwritten whole.

/// <summary>The pixels of one phase, iy = FirstY, FirstY + stride, .., and the taps that reach them, ky = PhaseY, PhaseY + stride, ..</summary>
public readonly struct GradientPhase
{
    public readonly int PhaseY, PhaseX, FirstY, FirstX, Down, Across, TapsDown, TapsAcross;

    public GradientPhase(int phase, ConvShape s)
    {
        PhaseY = phase / s.StrideX;
        PhaseX = phase - PhaseY * s.StrideX;
        FirstY = First(PhaseY, s.Top, s.StrideY);
        FirstX = First(PhaseX, s.Left, s.StrideX);
        Down = (s.Height - FirstY + s.StrideY - 1) / s.StrideY;
        Across = (s.Width - FirstX + s.StrideX - 1) / s.StrideX;
        TapsDown = (s.KernelHeight - PhaseY + s.StrideY - 1) / s.StrideY;
        TapsAcross = (s.KernelWidth - PhaseX + s.StrideX - 1) / s.StrideX;
    }

    /// <summary>Pixels of the phase in the whole batch.</summary>
    public int Rows(ConvShape s) => s.Batch * Down * Across;

    /// <summary>The pixel of the input that a row of the phase is.</summary>
    public int Pixel(int row, ConvShape s)
    {
        var image = Split(row, out var y, out var x);
        return (image * s.Height + FirstY + y * s.StrideY) * s.Width + FirstX + x * s.StrideX;
    }

    /// <summary>The image of a row; its place on the map is that of the output pixel that tap (0, 0) of the phase reaches.</summary>
    public int Output(int row, ConvShape s, out int oy, out int ox)
    {
        var image = Split(row, out var y, out var x);
        oy = y + (FirstY + s.Top - PhaseY) / s.StrideY;
        ox = x + (FirstX + s.Left - PhaseX) / s.StrideX;
        return image;
    }

    private int Split(int row, out int y, out int x)
    {
        int line = row / Across, image = line / Down;
        x = row - line * Across;
        y = line - image * Down;
        return image;
    }

    private static int First(int phase, int before, int stride)
    {
        var rest = before - before / stride * stride;
        return phase >= rest ? phase - rest : phase - rest + stride;
    }
}

public struct Conv2dInputGradient<TResult>(ArrayView<float> dy, ArrayView<float> w, TResult result, ConvShape shape) : IProduct
    where TResult : struct, IMapResult
{
    private readonly ArrayView<float> _dy = dy, _w = w;
    private readonly TResult _result = result;
    private readonly ConvShape _shape = shape;
    private GradientPhase _phase;

    public static bool LeftAlongDepth => true;

    public static bool RightAlongDepth => true;

    public readonly int Rows => _phase.Rows(_shape);

    public readonly int Columns => _shape.InChannels;

    public readonly int Depth => _phase.TapsDown * _phase.TapsAcross * _shape.OutChannels;

    public void Enter(int batch) => _phase = new GradientPhase(batch, _shape);

    public readonly float Left(int row, int k)
    {
        var image = _phase.Output(row, _shape, out var oy, out var ox);
        var tap = _shape.ByOutChannels.Divide(k, out var channel);
        var ty = tap / _phase.TapsAcross;
        oy -= ty;
        ox -= tap - ty * _phase.TapsAcross;
        var inside = (uint)oy < (uint)_shape.OutHeight & (uint)ox < (uint)_shape.OutWidth;
        return inside ? _dy[((image * _shape.OutHeight + oy) * _shape.OutWidth + ox) * _shape.OutChannels + channel] : 0f;
    }

    public readonly float Right(int k, int column)
    {
        var tap = _shape.ByOutChannels.Divide(k, out var channel);
        var ty = tap / _phase.TapsAcross;
        int ky = _phase.PhaseY + ty * _shape.StrideY, kx = _phase.PhaseX + (tap - ty * _phase.TapsAcross) * _shape.StrideX;
        return _w[((ky * _shape.KernelWidth + kx) * _shape.InChannels + column) * _shape.OutChannels + channel];
    }

    public readonly void Write(int row, int column, float value) => _result.WriteOne(_phase.Pixel(row, _shape), column, value);
}

internal sealed partial class GpuKernels
{
    public Launch Conv2dInputGradient(Conv2dGeometry geometry, DeviceTensor outputGradient, DeviceTensor weight, DeviceTensor inputGradient) =>
        InputGradient("conv2d input_gradient", new ConvShape(geometry), outputGradient, weight, inputGradient);

    public Launch ConvTranspose2d(Conv2dGeometry geometry, DeviceTensor input, DeviceTensor weight, DeviceTensor output) =>
        InputGradient("convtranspose2d forward", new ConvShape(geometry), input, weight, output);

    public Launch ReluConv2dInputGradient(
        Conv2dGeometry geometry, DeviceTensor outputGradient, DeviceTensor weight, DeviceTensor rectified, DeviceTensor inputGradient) =>
        InputGradient(
            "conv2d input_gradient relu", new ConvShape(geometry), outputGradient, weight,
            new GatedOutput(Floats(inputGradient), geometry.InputChannels, Floats(rectified)));

    public Launch ReluMaxPool2dConv2dInputGradient(
        Conv2dGeometry geometry, Pool2dGeometry pool, DeviceTensor outputGradient, DeviceTensor weight, DeviceTensor argMax,
        DeviceTensor pooled, DeviceTensor inputGradient) =>
        InputGradient(
            "conv2d input_gradient pool", new ConvShape(geometry), outputGradient, weight,
            new SpreadOutput(Floats(inputGradient), Bytes(argMax), Floats(pooled), new PoolShape(pool)));

    public Launch ReluConv2dConvTranspose2dInputGradient(
        Conv2dGeometry geometry, Conv2dGeometry transposed, DeviceTensor outputGradient, DeviceTensor transposedWeight, DeviceTensor weight,
        DeviceTensor rectified, DeviceTensor between, DeviceTensor inputGradient)
    {
        var shape = new ConvShape(transposed);
        if (PairConvolutions.FitsForward(shape) && new ConvShape(geometry).IsPixelwise)
        {
            var through = new PairThroughScores(Floats(between), Floats(weight), Floats(rectified), Floats(inputGradient), geometry.InputChannels);
            return device.Cache.Bind(
                "conv2d+convtranspose2d input_gradient relu pairs", PairConvolutions.Forward, PairConvolutions.Shape(shape), Floats(outputGradient),
                Floats(transposedWeight), through, shape);
        }

        return Chain(
            "conv2d+convtranspose2d input_gradient relu chained", null,
            ConvTranspose2dInputGradient(transposed, outputGradient, transposedWeight, between),
            ReluConv2dInputGradient(geometry, between, weight, rectified, inputGradient));
    }

    private Launch PairGradients<TStore>(string name, ConvShape shape, ArrayView<float> dy, ArrayView<float> w, TStore store)
        where TStore : struct, IPairStore =>
        device.Cache.Bind(name, PairConvolutions.InputGradient, LaunchShape.Over(shape.InElements / 2), dy, w, store, shape);

    private Launch InputGradient(string name, ConvShape shape, DeviceTensor outputGradient, DeviceTensor weight, DeviceTensor inputGradient) =>
        InputGradient(name, shape, outputGradient, weight, new Output<AsIs>(Floats(inputGradient), shape.InChannels, default));

    private Launch InputGradient<TResult>(string name, ConvShape shape, DeviceTensor outputGradient, DeviceTensor weight, TResult result)
        where TResult : struct, IMapResult
    {
        ArrayView<float> dy = Floats(outputGradient), w = Floats(weight);
        if (_tensor.Fits(shape)) return _tensor.Bind(new InputGradientTensor<TResult>(name, dy, w, result, shape));
        if (PairConvolutions.FitsInputGradient(shape))
            return PairGradients(name + " pairs", shape, dy, w, new MapPairs<TResult>(result));
        if (ThinConvolutions.FitsFourInputGradients(shape))
            return device.Cache.Bind(name + " thin four", ThinConvolutions.FourInputGradients, LaunchShape.Over(shape.InElements / 4), dy, w, result, shape);
        if (ThinConvolutions.FitsInputGradient(shape))
            return device.Cache.Bind(name + " thin", ThinConvolutions.InputGradient, LaunchShape.Over(shape.InElements), dy, w, result, shape);
        var taps = Tiles(shape.KernelHeight, shape.StrideY) * Tiles(shape.KernelWidth, shape.StrideX); // of the largest phase
        var pixels = shape.Batch * Tiles(shape.Height, shape.StrideY) * Tiles(shape.Width, shape.StrideX);
        return BindProduct(
            name + " plain", new Conv2dInputGradient<TResult>(dy, w, result, shape), pixels, shape.InChannels, taps * shape.OutChannels,
            shape.StrideY * shape.StrideX);
    }
}
