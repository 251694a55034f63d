using FcnEngine.Execution;
using FcnEngine.Graphs;
using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>(logits [.., C], labels [..] as bytes) to the cross-entropy of each pixel's softmax with its label.</summary>
public sealed record SoftmaxCrossEntropy : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 2);
        return [TensorType.Float32(PixelShape(inputs[0], inputs[1]))];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.SoftmaxCrossEntropy(inputs[0], inputs[1], outputs[0])];

    public override IReadOnlyList<Tensor?> Gradient(Node node, IReadOnlyList<Tensor?> outputGradients, IReadOnlyList<bool> wanted) =>
        [node.Graph.Add("logits_gradient", new SoftmaxCrossEntropyGradient(), node.Inputs[0], node.Inputs[1], outputGradients[0]!)[0], null];

    /// <summary>The shape of the labels, checked against the logits.</summary>
    internal static Shape PixelShape(TensorType logits, TensorType labels)
    {
        Expect(logits, ElementType.Float32, "logits");
        Expect(labels, ElementType.UInt8, "labels");
        if (logits.Shape.Rank != labels.Shape.Rank + 1 || !logits.Shape.Extents[..^1].SequenceEqual(labels.Shape.Extents))
            throw new ArgumentException($"logits {logits.Shape} and labels {labels.Shape} differ in more than the class axis");
        return labels.Shape;
    }
}

/// <summary>(logits, labels, gradient of each pixel's loss) to logits gradient.</summary>
public sealed record SoftmaxCrossEntropyGradient : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 3);
        ExpectSame(SoftmaxCrossEntropy.PixelShape(inputs[0], inputs[1]), inputs[2].Shape, "labels and loss gradient");
        return [inputs[0]];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.SoftmaxCrossEntropyGradient(inputs[0], inputs[1], inputs[2], outputs[0])];
}
