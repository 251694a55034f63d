using FcnEngine.Execution;
using FcnEngine.Graphs;
using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>
/// (input, step) to the input with each element kept at the given probability and scaled by its inverse, else zero.
/// The choice is a function of key, step and element alone, so the gradient repeats it and every device makes the same one.
/// </summary>
public sealed record Dropout(float KeepProbability, ulong Key) : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 2);
        if (!(KeepProbability > 0 && KeepProbability <= 1)) throw new ArgumentException($"a keep probability is above 0 and at most 1, got {KeepProbability}");
        Expect(inputs[0], ElementType.Float32, "input");
        Expect(inputs[1], ElementType.Int32, "step");
        return [inputs[0]];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.Dropout(inputs[0], KeepProbability, Key, inputs[1], outputs[0])];

    public override IReadOnlyList<Tensor?> Gradient(Node node, IReadOnlyList<Tensor?> outputGradients, IReadOnlyList<bool> wanted) =>
        [node.Graph.Add("input_gradient", this, outputGradients[0]!, node.Inputs[1])[0], null];
}
