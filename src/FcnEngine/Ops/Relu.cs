using FcnEngine.Execution;
using FcnEngine.Graphs;
using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>max(x, 0); its gradient at 0 is 0.</summary>
public sealed record Relu : Op
{
    public override IReadOnlyList<int> InPlaceInputs => [0];

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 1);
        Expect(inputs[0], ElementType.Float32, "input");
        return [inputs[0]];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.Relu(inputs[0], outputs[0])];

    public override IReadOnlyList<Tensor?> Gradient(Node node, IReadOnlyList<Tensor?> outputGradients, IReadOnlyList<bool> wanted) =>
        [node.Graph.Add("input_gradient", new ReluGradient(), node.Outputs[0], outputGradients[0]!)[0]];
}

/// <summary>(output, output gradient) to input gradient: what comes through where the output is above zero.</summary>
public sealed record ReluGradient : Op
{
    public override IReadOnlyList<int> InPlaceInputs => [1];

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 2);
        ExpectSame(inputs[0].Shape, inputs[1].Shape, "output and output gradient");
        return [inputs[0]];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.ReluGradient(inputs[0], inputs[1], outputs[0])];
}
