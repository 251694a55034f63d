using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Convolutions;
using FcnEngine.Kernels.Cpu.Losses;
using FcnEngine.Kernels.Cpu.Matrices;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Kernels.Cpu;

/// <summary>Fusions that save a GPU launches and passes: here the kernels that each consists of, one after the other.</summary>
internal sealed unsafe partial class CpuKernels<V, L>
{
    public Launch ReluConv2dInputGradient(
        Conv2dGeometry geometry, DeviceTensor outputGradient, DeviceTensor weight, DeviceTensor rectified, DeviceTensor inputGradient) => Chain(
        "ReluConv2dInputGradient", [],
        Conv2dInputGradient(geometry, outputGradient, weight, inputGradient),
        ReluGradient(rectified, inputGradient, inputGradient));

    public Launch ReluMaxPool2dConv2dInputGradient(
        Conv2dGeometry geometry, Pool2dGeometry pool, DeviceTensor outputGradient, DeviceTensor weight, DeviceTensor argMax,
        DeviceTensor pooled, DeviceTensor inputGradient)
    {
        var between = Between(geometry.InputShape);
        return Chain(
            "ReluMaxPool2dConv2dInputGradient", [between],
            Conv2dInputGradient(geometry, outputGradient, weight, between),
            MaxPool2dGradient(pool, between, argMax, pooled, inputGradient));
    }

    public Launch ReluConv2dConvTranspose2dInputGradient(
        Conv2dGeometry geometry, Conv2dGeometry transposed, DeviceTensor outputGradient, DeviceTensor transposedWeight, DeviceTensor weight,
        DeviceTensor rectified, DeviceTensor between, DeviceTensor inputGradient) => Chain(
        "ReluConv2dConvTranspose2dInputGradient", [],
        ConvTranspose2dInputGradient(transposed, outputGradient, transposedWeight, between),
        ReluConv2dInputGradient(geometry, between, weight, rectified, inputGradient));

    public Launch ConvTranspose2dArgMax(Conv2dGeometry geometry, DeviceTensor input, DeviceTensor weight, DeviceTensor classes, DeviceTensor? logits)
    {
        var enlarged = logits ?? Between(geometry.InputShape);
        return Chain("ConvTranspose2dArgMax", [enlarged], ConvTranspose2d(geometry, input, weight, enlarged), ArgMax(enlarged, classes));
    }

    public Launch ConvTranspose2dMeanSoftmaxCrossEntropy(
        Conv2dGeometry geometry, DeviceTensor input, DeviceTensor weight, DeviceTensor labels, DeviceTensor meanLoss, DeviceTensor? logitsGradient)
    {
        if (UpsampledRows<V, L>.Supports(geometry))
        {
            return workspace.Launch(
                "ConvTranspose2dMeanSoftmaxCrossEntropy",
                new UpsampleLoss<V, L>(workspace, geometry, input, weight, labels, meanLoss, logitsGradient).Run);
        }

        var logits = Between(geometry.InputShape);
        return Chain(
            "ConvTranspose2dMeanSoftmaxCrossEntropy", [logits],
            ConvTranspose2d(geometry, input, weight, logits),
            MeanSoftmaxCrossEntropy(logits, labels, meanLoss, logitsGradient));
    }

    public Launch MatMulMeanSoftmaxCrossEntropyDescent(
        DeviceTensor left, GradientTarget.Descend right, DeviceTensor labels, DeviceTensor meanLoss, DeviceTensor leftGradient)
    {
        if (PairLayerDescent<V, L>.Supports(left, right.Weight, labels))
        {
            return workspace.Launch(
                "MatMulMeanSoftmaxCrossEntropyDescent", new PairLayerDescent<V, L>(workspace, left, right, labels, meanLoss, leftGradient).Run);
        }

        Shape flat = [Extent(left, 0), Extent(right.Weight, 1)];
        var (logits, gradient) = (Between(flat), Between(flat));
        var byPixel = new Shape([.. labels.Shape.Extents, checked((int)(flat.ElementCount / labels.ElementCount))]);
        return Chain(
            "MatMulMeanSoftmaxCrossEntropyDescent", [logits, gradient],
            MatMul(left, right.Weight, logits),
            MeanSoftmaxCrossEntropy(logits with { Type = TensorType.Float32(byPixel) }, labels, meanLoss, gradient with { Type = TensorType.Float32(byPixel) }),
            MatMulLeftGradient(gradient, right.Weight, leftGradient),
            MatMulRightGradient(left, gradient, right));
    }

    /// <param name="between">What the kernels hand on; they know only its address.</param>
    private static Launch Chain(string kernel, DeviceTensor[] between, params Launch[] launches) => new(kernel, () =>
    {
        foreach (var launch in launches) launch.Run();
        GC.KeepAlive(between);
    });

    private static DeviceTensor Between(Shape shape)
    {
        var type = TensorType.Float32(shape);
        return new DeviceTensor(new CpuMemory("cpu", type.ByteLength), 0, type);
    }
}
