using FcnEngine.Execution;
using FcnEngine.Tensors;

namespace FcnEngine.Ops.Fused;

/// <summary>(logits, labels) to the mean loss and, as a second output where it is wanted, its gradient with respect to the logits.</summary>
public sealed record MeanSoftmaxCrossEntropy : Op
{
    public override int RequiredOutputs => 1;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 2);
        SoftmaxCrossEntropy.PixelShape(inputs[0], inputs[1]);
        return [TensorType.Float32(Shape.Scalar), inputs[0]];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.MeanSoftmaxCrossEntropy(inputs[0], inputs[1], outputs[0], outputs.Count == 2 ? outputs[1] : null)];
}
