using FcnEngine.Execution;
using FcnEngine.Graphs;
using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>Adds a vector along the last axis.</summary>
public sealed record BiasAdd : Op
{
    public override IReadOnlyList<int> InPlaceInputs => [0];

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 2);
        var (input, bias) = (inputs[0].Shape, inputs[1].Shape);
        if (input.Rank == 0 || bias.Rank != 1 || bias[0] != input[^1])
            throw new ArgumentException($"a bias is a vector as long as the last axis of {input}, got {bias}");
        return [inputs[0]];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.BiasAdd(inputs[0], inputs[1], outputs[0])];

    public override IReadOnlyList<Tensor?> Gradient(Node node, IReadOnlyList<Tensor?> outputGradients, IReadOnlyList<bool> wanted) =>
        [outputGradients[0], wanted[1] ? node.Graph.Add("bias_gradient", new BiasGradient(), outputGradients[0]!)[0] : null];
}

/// <summary>The sum over all axes but the last.</summary>
public sealed record BiasGradient : Op, IParameterGradient
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 1);
        return [TensorType.Float32([inputs[0].Shape[^1]])];
    }

    public Launch BindGradient(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, GradientTarget target) => kernels.BiasGradient(inputs[0], target);

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [BindGradient(kernels, inputs, new GradientTarget.Store(outputs[0]))];
}
