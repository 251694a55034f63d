using FcnEngine.Execution;
using FcnEngine.Graphs;
using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>The same elements in row-major order under another shape: no work, the memory is shared.</summary>
public sealed record Reshape(Shape Shape) : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 1);
        if (inputs[0].Shape.ElementCount != Shape.ElementCount)
            throw new ArgumentException($"{inputs[0].Shape} has {inputs[0].Shape.ElementCount} elements, {Shape} takes {Shape.ElementCount}");
        return [inputs[0] with { Shape = Shape }];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) => [];

    public override IReadOnlyList<Tensor?> Gradient(Node node, IReadOnlyList<Tensor?> outputGradients, IReadOnlyList<bool> wanted) =>
        [node.Graph.Add("input_gradient", new Reshape(node.Inputs[0].Shape), outputGradients[0]!)[0]];
}
