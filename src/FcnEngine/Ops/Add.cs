using FcnEngine.Execution;
using FcnEngine.Graphs;
using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>The sum of two tensors of one shape.</summary>
public sealed record Add : Op
{
    public override IReadOnlyList<int> InPlaceInputs => [0, 1];

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 2);
        ExpectSame(inputs[0].Shape, inputs[1].Shape, "the two terms");
        return [inputs[0]];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.Add(inputs[0], inputs[1], outputs[0])];

    public override IReadOnlyList<Tensor?> Gradient(Node node, IReadOnlyList<Tensor?> outputGradients, IReadOnlyList<bool> wanted) =>
        [outputGradients[0], outputGradients[0]];
}
