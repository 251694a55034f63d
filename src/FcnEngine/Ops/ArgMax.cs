using FcnEngine.Execution;
using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>The class with the largest logit, as a byte; a tie goes to the lower class. It has no gradient.</summary>
public sealed record ArgMax : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 1);
        var shape = inputs[0].Shape;
        if (shape.Rank < 1 || shape[^1] is < 1 or > 256) throw new ArgumentException($"{shape} does not end in 1 to 256 classes");
        return [TensorType.UInt8(new Shape(shape.Extents[..^1]))];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.ArgMax(inputs[0], outputs[0])];
}
