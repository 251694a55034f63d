using FcnEngine.Execution;
using FcnEngine.Tensors;

namespace FcnEngine.Ops.Fused;

/// <summary>
/// (weight [K, N], learning rate, fault flag, left [M, K], labels): logits = left * weight with <paramref name="Classes"/> neighbouring
/// columns to a pixel, their mean loss, its gradient for left by the old weight, and the weight updated. The softmax of a pixel
/// needs its own columns only, so a kernel may take the weight through once, a few columns at a time.
/// </summary>
public sealed record MatMulMeanSoftmaxCrossEntropyDescent(int Classes, int FaultCode) : Op
{
    public override int? Overwrites => 0;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 5);
        var (weight, left, labels) = (inputs[0].Shape, inputs[3].Shape, inputs[4].Shape);
        Expect(inputs[4], ElementType.UInt8, "labels");
        if (weight.Rank != 2 || left.Rank != 2 || left[1] != weight[0])
            throw new ArgumentException($"a matrix product takes [M, K] and [K, N], got {left} and {weight}");
        if (labels.ElementCount * Classes != (long)left[0] * weight[1])
            throw new ArgumentException($"{left[0]} rows of {weight[1]} logits are not {Classes} for each of the labels {labels}");
        return [TensorType.Float32(Shape.Scalar), TensorType.Float32(left)];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs)
    {
        var right = new GradientTarget.Descend(inputs[0], inputs[1], inputs[2], FaultCode);
        yield return kernels.MatMulMeanSoftmaxCrossEntropyDescent(inputs[3], right, inputs[4], outputs[0], outputs[1]);
    }

    /// <summary>The product and its two gradients.</summary>
    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        6 * inputs[3].Shape[0] * inputs[0].Shape.ElementCount;
}
