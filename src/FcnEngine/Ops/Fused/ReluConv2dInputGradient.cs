using FcnEngine.Execution;
using FcnEngine.Tensors;

namespace FcnEngine.Ops.Fused;

/// <summary>(output gradient, weight, rectified input) to the gradient before the ReLU whose output the convolution reads.</summary>
public sealed record ReluConv2dInputGradient(Conv2dGeometry Geometry) : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 3);
        ExpectSame(inputs[0].Shape, Geometry.OutputShape, "output gradient and output");
        ExpectSame(inputs[1].Shape, Geometry.WeightShape, "weight and geometry");
        ExpectSame(inputs[2].Shape, Geometry.InputShape, "rectified input and geometry");
        return [TensorType.Float32(Geometry.InputShape)];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.ReluConv2dInputGradient(Geometry, inputs[0], inputs[1], inputs[2], outputs[0])];

    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => Geometry.Flops;
}

/// <summary>
/// (output gradient, weight, window positions, pooled input) to the gradient before the ReLU and the max-pooling whose output
/// the convolution reads. The pooling windows tile their input.
/// </summary>
public sealed record ReluMaxPool2dConv2dInputGradient(Conv2dGeometry Geometry, Pool2dGeometry Pool) : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 4);
        ExpectSame(inputs[0].Shape, Geometry.OutputShape, "output gradient and output");
        ExpectSame(inputs[1].Shape, Geometry.WeightShape, "weight and geometry");
        ExpectSame(inputs[2].Shape, Pool.OutputShape, "window positions and pooled input");
        Expect(inputs[2], ElementType.UInt8, "window positions");
        ExpectSame(inputs[3].Shape, Geometry.InputShape, "pooled input and geometry");
        return [TensorType.Float32(Pool.InputShape)];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.ReluMaxPool2dConv2dInputGradient(Geometry, Pool, inputs[0], inputs[1], inputs[2], inputs[3], outputs[0])];

    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => Geometry.Flops;
}
