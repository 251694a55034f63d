using FcnEngine.Execution;
using FcnEngine.Graphs;
using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>[M, K] times [K, N] gives [M, N].</summary>
public sealed record MatMul : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 2);
        var (left, right) = (inputs[0].Shape, inputs[1].Shape);
        if (left.Rank != 2 || right.Rank != 2 || left[1] != right[0])
            throw new ArgumentException($"a matrix product takes [M, K] and [K, N], got {left} and {right}");
        return [TensorType.Float32([left[0], right[1]])];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.MatMul(inputs[0], inputs[1], outputs[0])];

    public override IReadOnlyList<Tensor?> Gradient(Node node, IReadOnlyList<Tensor?> outputGradients, IReadOnlyList<bool> wanted) =>
    [
        wanted[0] ? node.Graph.Add("left_gradient", new MatMulLeftGradient(), outputGradients[0]!, node.Inputs[1])[0] : null,
        wanted[1] ? node.Graph.Add("right_gradient", new MatMulRightGradient(), node.Inputs[0], outputGradients[0]!)[0] : null,
    ];

    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        2 * outputs[0].Shape.ElementCount * inputs[0].Shape[1];
}

/// <summary>(output gradient [M, N], right [K, N]) to left gradient [M, K] = outputGradient * right^T.</summary>
public sealed record MatMulLeftGradient : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 2);
        if (inputs[0].Shape[1] != inputs[1].Shape[1]) throw new ArgumentException($"columns of {inputs[0].Shape} and {inputs[1].Shape} differ");
        return [TensorType.Float32([inputs[0].Shape[0], inputs[1].Shape[0]])];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.MatMulLeftGradient(inputs[0], inputs[1], outputs[0])];

    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        2 * inputs[0].Shape.ElementCount * inputs[1].Shape[0];
}

/// <summary>(left [M, K], output gradient [M, N]) to right gradient [K, N] = left^T * outputGradient.</summary>
public sealed record MatMulRightGradient : Op, IParameterGradient
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 2);
        if (inputs[0].Shape[0] != inputs[1].Shape[0]) throw new ArgumentException($"rows of {inputs[0].Shape} and {inputs[1].Shape} differ");
        return [TensorType.Float32([inputs[0].Shape[1], inputs[1].Shape[1]])];
    }

    public Launch BindGradient(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, GradientTarget target) =>
        kernels.MatMulRightGradient(inputs[0], inputs[1], target);

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [BindGradient(kernels, inputs, new GradientTarget.Store(outputs[0]))];

    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        2 * inputs[0].Shape.ElementCount * inputs[1].Shape[1];
}
