using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Ops;
using FcnEngine.Tensors;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// The loss together with the layer that makes its logits. Two classes, which is what the networks have, by kernels that keep a
// pixel's logits in registers (enlarged ones where PairConvolutions.FitsInputGradient); others by one kernel after the other, the
// logits passing through scratch memory.

/// <summary>One pixel's two logits: its loss, and the gradient of one of them (the other's is the negative).</summary>
public readonly struct TwoLogits
{
    private readonly float _loss, _gradient;

    /// <param name="scale">What the loss counts for in the mean.</param>
    public TwoLogits(float first, float second, int label, float scale)
    {
        float own = label == 0 ? first : second, other = label == 0 ? second : first;
        // Softplus(other - own), by the exponential of a number that is not positive; NaN stays NaN.
        var lost = other > own;
        var e = Logarithms.ExpOfNegative(lost ? own - other : other - own);
        var valid = label < 2 ? scale : float.NaN;
        _loss = valid * ((lost ? other - own : 0f) + Logarithms.LogOnePlus(e));
        _gradient = valid * (lost ? 1f : e) / (1f + e);
        First = label == 0 ? -_gradient : _gradient;
    }

    /// <summary>Times the scale.</summary>
    public float Loss => _loss;

    /// <summary>The gradient of the first logit; that of the second is its negative.</summary>
    public float First { get; }
}

/// <summary>A pixel of a transposed convolution to two classes: its loss, and the gradient of its logits stored if <typeparamref name="TStore"/> does.</summary>
public readonly struct UpscoreLosses<TStore>(ArrayView<float> x, ArrayView<float> w, ArrayView<byte> labels, TStore store, ConvShape shape, float scale) : ITerms
    where TStore : struct, IPairStore
{
    private readonly ArrayView<float> _x = x, _w = w;
    private readonly ArrayView<byte> _labels = labels;
    private readonly TStore _store = store;
    private readonly ConvShape _shape = shape;
    private readonly float _scale = scale;

    public float Term(int i)
    {
        var logits = PairConvolutions.Gather(_x, _w, i, _shape);
        var pixel = new TwoLogits(logits.X, logits.Y, _labels[i], _scale);
        _store.Put(i, new Float2 { X = pixel.First, Y = -pixel.First });
        return pixel.Loss;
    }
}

internal sealed partial class GpuKernels
{
    public Launch ConvTranspose2dMeanSoftmaxCrossEntropy(
        Conv2dGeometry geometry, DeviceTensor input, DeviceTensor weight, DeviceTensor labels, DeviceTensor meanLoss, DeviceTensor? logitsGradient)
    {
        if (PairConvolutions.FitsInputGradient(new ConvShape(geometry)))
        {
            return logitsGradient is null
                ? Upscore("convtranspose2dmeansoftmaxcrossentropy forward", default(NoPairs), geometry, input, weight, labels, meanLoss)
                : Upscore(
                    "convtranspose2dmeansoftmaxcrossentropy forward gradient", new StorePairs(Floats(logitsGradient)), geometry, input, weight, labels, meanLoss);
        }

        var scratch = device.Scratch.Next();
        var logits = scratch.Intermediate(geometry.InputShape);
        return Chain(
            "convtranspose2dmeansoftmaxcrossentropy forward chained", scratch,
            ConvTranspose2d(geometry, input, weight, logits),
            MeanSoftmaxCrossEntropy(logits, labels, meanLoss, logitsGradient));
    }

    public Launch MatMulMeanSoftmaxCrossEntropyDescent(
        DeviceTensor left, GradientTarget.Descend right, DeviceTensor labels, DeviceTensor meanLoss, DeviceTensor leftGradient)
    {
        int rows = left.Shape[0], columns = right.Weight.Shape[1], classes = (int)((long)rows * columns / labels.ElementCount);
        if (VectorLoss.Fits(rows, left.Shape[1], columns, classes)) return VectorLossDescent(left, right, labels, meanLoss, leftGradient);

        // The logits and behind them their gradient, each on a boundary of its own.
        var count = Tiles(rows * columns, 64) * 64;
        var scratch = device.Scratch.Next();
        var both = scratch.Intermediate([2 * count]);
        var byPixel = TensorType.Float32([.. labels.Shape.Extents, classes]);
        var logits = both with { Type = TensorType.Float32([rows, columns]) };
        var gradient = logits with { ByteOffset = both.ByteOffset + 4L * count };
        return Chain(
            "matmulmeansoftmaxcrossentropydescent forward chained", scratch,
            MatMul(left, right.Weight, logits),
            MeanSoftmaxCrossEntropy(logits with { Type = byPixel }, labels, meanLoss, gradient with { Type = byPixel }),
            MatMulLeftGradient(gradient, right.Weight, leftGradient),
            MatMulRightGradient(left, gradient, right));
    }

    private Launch Upscore<TStore>(
        string name, TStore store, Conv2dGeometry geometry, DeviceTensor input, DeviceTensor weight, DeviceTensor labels, DeviceTensor meanLoss)
        where TStore : struct, IPairStore
    {
        var pixels = (int)labels.ElementCount;
        var losses = new UpscoreLosses<TStore>(
            Floats(input), Floats(weight), Bytes(labels), store, new ConvShape(geometry), 1f / pixels);
        return Mean(name, losses, meanLoss, pixels, divideBy: 1);
    }
}
