using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Ops;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// Sparse softmax cross-entropy: logits [P, C] row-major, labels P bytes; a thread owns a pixel at a time. With m the largest
// logit: loss = m - logit[label] + log(1 + sum of exp(logit - m) over the others), and the gradient is softmax - (class is label),
// where 1 - softmax[label] is summed over the others instead of subtracted. A label outside the classes gives NaN.

/// <summary>One pixel's logits, reduced.</summary>
public struct PixelLogits
{
    public float Largest, Rest; // Rest: the sum of exp(logit - Largest) over all classes but the first largest

    public PixelLogits(ArrayView<float> logits, int first, int classes)
    {
        Largest = logits[first];
        var at = 0;
        for (var c = 1; c < classes; c++)
        {
            var v = logits[first + c];
            var above = v > Largest | float.IsNaN(v);
            Largest = above ? v : Largest;
            at = above ? c : at;
        }

        Rest = 0f;
        for (var c = 0; c < classes; c++)
            if (c != at) Rest += Logarithms.ExpOfNegative(logits[first + c] - Largest);
    }

    public readonly float Loss(ArrayView<float> logits, int first, int classes, int label) =>
        label < classes ? Largest - logits[first + label] + Logarithms.LogOnePlus(Rest) : float.NaN;

    /// <summary>scale * (softmax - (class is label)) for every class.</summary>
    public readonly void Gradient(ArrayView<float> logits, ArrayView<float> gradient, int first, int classes, int label, float scale)
    {
        var share = (label < classes ? scale : float.NaN) / (1f + Rest);
        var others = 0f;
        for (var c = 0; c < classes; c++)
        {
            if (c == label) continue;
            var e = Logarithms.ExpOfNegative(logits[first + c] - Largest);
            others += e;
            gradient[first + c] = share * e;
        }

        if (label < classes) gradient[first + label] = -share * others;
    }
}

public static class SoftmaxCrossEntropyKernels
{
    public static void Loss(ArrayView<float> logits, ArrayView<byte> labels, ArrayView<float> loss, int classes)
    {
        int p = Grid.GlobalIndex.X;
        if (p < loss.IntLength) loss[p] = new PixelLogits(logits, p * classes, classes).Loss(logits, p * classes, classes, labels[p]);
    }

    public static void Gradient(ArrayView<float> logits, ArrayView<byte> labels, ArrayView<float> lossGradient, ArrayView<float> gradient, int classes)
    {
        int p = Grid.GlobalIndex.X;
        if (p < lossGradient.IntLength)
            new PixelLogits(logits, p * classes, classes).Gradient(logits, gradient, p * classes, classes, labels[p], lossGradient[p]);
    }

    public static void ArgMax(ArrayView<float> logits, ArrayView<byte> predicted, int classes)
    {
        int p = Grid.GlobalIndex.X;
        if (p >= predicted.IntLength) return;
        var best = logits[p * classes];
        var at = 0;
        for (var c = 1; c < classes; c++)
        {
            var v = logits[p * classes + c];
            at = v > best ? c : at;
            best = v > best ? v : best;
        }

        predicted[p] = (byte)at;
    }
}

internal sealed partial class GpuKernels
{
    public Launch SoftmaxCrossEntropy(DeviceTensor logits, DeviceTensor labels, DeviceTensor loss) => device.Cache.Bind(
        "softmaxcrossentropy forward", SoftmaxCrossEntropyKernels.Loss, LaunchShape.Over(loss.ElementCount),
        Floats(logits), Bytes(labels), Floats(loss), logits.Shape[^1]);

    public Launch SoftmaxCrossEntropyGradient(DeviceTensor logits, DeviceTensor labels, DeviceTensor lossGradient, DeviceTensor logitsGradient) =>
        device.Cache.Bind(
            "softmaxcrossentropy input_gradient", SoftmaxCrossEntropyKernels.Gradient, LaunchShape.Over(lossGradient.ElementCount),
            Floats(logits), Bytes(labels), Floats(lossGradient), Floats(logitsGradient), logits.Shape[^1]);

    public Launch ConvTranspose2dArgMax(Conv2dGeometry geometry, DeviceTensor input, DeviceTensor weight, DeviceTensor classes, DeviceTensor? logits)
    {
        var shape = new ConvShape(geometry);
        if (PairConvolutions.FitsInputGradient(shape))
        {
            const string name = "convtranspose2dargmax forward pairs";
            return logits is null
                ? PairGradients(name, shape, Floats(input), Floats(weight), new ClassOfPairs<NoPairs>(Bytes(classes), default))
                : PairGradients(name, shape, Floats(input), Floats(weight), new ClassOfPairs<StorePairs>(Bytes(classes), new StorePairs(Floats(logits))));
        }

        var scratch = logits is null ? device.Scratch.Next() : null;
        var enlarged = logits ?? scratch!.Intermediate(geometry.InputShape);
        return Chain(
            "convtranspose2dargmax forward chained", scratch, ConvTranspose2d(geometry, input, weight, enlarged), ArgMax(enlarged, classes));
    }

    public Launch ArgMax(DeviceTensor logits, DeviceTensor classes) => device.Cache.Bind(
        "argmax forward", SoftmaxCrossEntropyKernels.ArgMax, LaunchShape.Over(classes.ElementCount), Floats(logits), Bytes(classes), logits.Shape[^1]);
}
