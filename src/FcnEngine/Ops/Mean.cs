using FcnEngine.Execution;
using FcnEngine.Graphs;
using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>The mean of all elements, a scalar.</summary>
public sealed record Mean : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 1);
        Expect(inputs[0], ElementType.Float32, "input");
        if (inputs[0].Shape.ElementCount == 0) throw new ArgumentException($"{inputs[0].Shape} has no elements and no mean");
        return [TensorType.Float32(Shape.Scalar)];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.Mean(inputs[0], outputs[0])];

    public override IReadOnlyList<Tensor?> Gradient(Node node, IReadOnlyList<Tensor?> outputGradients, IReadOnlyList<bool> wanted) =>
        [node.Graph.Add("input_gradient", new MeanGradient(node.Inputs[0].Shape), outputGradients[0]!)[0]];
}

/// <summary>A scalar's gradient shared out evenly over the elements it is the mean of.</summary>
public sealed record MeanGradient(Shape Shape) : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 1);
        ExpectSame(inputs[0].Shape, Shape.Scalar, "mean and its gradient");
        return [TensorType.Float32(Shape)];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.MeanGradient(inputs[0], outputs[0])];
}
