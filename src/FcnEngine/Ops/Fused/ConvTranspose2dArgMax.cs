using FcnEngine.Execution;
using FcnEngine.Tensors;

namespace FcnEngine.Ops.Fused;

/// <summary>
/// (input, weight): transposed convolution to logits and, of each pixel, the class with the largest, a byte; a tie goes to the lower
/// class. The classes come first; the logits are the second output, stored where they are wanted.
/// </summary>
/// <param name="Geometry">Of the convolution that is transposed; its input stands for the logits.</param>
public sealed record ConvTranspose2dArgMax(Conv2dGeometry Geometry) : Op
{
    public override int RequiredOutputs => 1;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 2);
        ExpectSame(inputs[0].Shape, Geometry.OutputShape, "input and geometry");
        ExpectSame(inputs[1].Shape, Geometry.WeightShape, "weight and geometry");
        var logits = TensorType.Float32(Geometry.InputShape);
        return [.. new ArgMax().Infer([logits]), logits];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.ConvTranspose2dArgMax(Geometry, inputs[0], inputs[1], outputs[0], outputs.Count == 2 ? outputs[1] : null)];

    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => Geometry.Flops;
}
