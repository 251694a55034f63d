using FcnEngine.Execution;
using FcnEngine.Tensors;

namespace FcnEngine.Ops.Fused;

/// <summary>
/// (output gradient, weight of the transposed convolution, weight of the convolution, rectified input): back through a transposed
/// convolution and the convolution whose output it enlarges, to the gradient before the ReLU whose output that convolution reads. The
/// second output is the gradient between the two, which the convolution's own weights need.
/// </summary>
/// <param name="Geometry">Of the convolution.</param>
/// <param name="Transposed">Of the convolution that is transposed; its output stands for the convolution's.</param>
public sealed record ReluConv2dConvTranspose2dInputGradient(Conv2dGeometry Geometry, Conv2dGeometry Transposed) : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 4);
        ExpectSame(inputs[0].Shape, Transposed.InputShape, "output gradient and output");
        ExpectSame(inputs[1].Shape, Transposed.WeightShape, "weight and geometry");
        ExpectSame(inputs[2].Shape, Geometry.WeightShape, "weight and geometry");
        ExpectSame(inputs[3].Shape, Geometry.InputShape, "rectified input and geometry");
        ExpectSame(Geometry.OutputShape, Transposed.OutputShape, "convolution and transposed convolution");
        return [TensorType.Float32(Geometry.InputShape), TensorType.Float32(Geometry.OutputShape)];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.ReluConv2dConvTranspose2dInputGradient(Geometry, Transposed, inputs[0], inputs[1], inputs[2], inputs[3], outputs[1], outputs[0])];

    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => Geometry.Flops + Transposed.Flops;
}
