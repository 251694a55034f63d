using FcnEngine.Execution;
using FcnEngine.Tensors;

namespace FcnEngine.Ops.Fused;

/// <summary>
/// (input, weight, labels): transposed convolution to logits, their mean loss and, as a second output where it is wanted, its
/// gradient with respect to the logits, which themselves are never stored.
/// </summary>
/// <param name="Geometry">Of the convolution that is transposed; its input stands for the logits.</param>
public sealed record ConvTranspose2dMeanSoftmaxCrossEntropy(Conv2dGeometry Geometry) : Op
{
    public override int RequiredOutputs => 1;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 3);
        ExpectSame(inputs[0].Shape, Geometry.OutputShape, "input and geometry");
        ExpectSame(inputs[1].Shape, Geometry.WeightShape, "weight and geometry");
        var logits = TensorType.Float32(Geometry.InputShape);
        SoftmaxCrossEntropy.PixelShape(logits, inputs[2]);
        return [TensorType.Float32(Shape.Scalar), logits];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
    [
        kernels.ConvTranspose2dMeanSoftmaxCrossEntropy(
            Geometry, inputs[0], inputs[1], inputs[2], outputs[0], outputs.Count == 2 ? outputs[1] : null),
    ];

    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => Geometry.Flops;
}
