using FcnEngine.Execution;
using FcnEngine.Tensors;

namespace FcnEngine.Ops.Fused;

/// <summary>
/// (input, weight[, bias]): convolution, bias, ReLU and max-pooling in one pass; where a gradient is wanted, the second
/// output holds the window positions. The pooling windows tile the convolution's output.
/// </summary>
public sealed record Conv2dReluMaxPool2d(Conv2dGeometry Geometry, Pool2dGeometry Pool, bool HasBias) : Op
{
    public override int RequiredOutputs => 1;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, HasBias ? 3 : 2);
        return [TensorType.Float32(Pool.OutputShape), TensorType.UInt8(Pool.OutputShape)];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
    [
        kernels.Conv2dReluMaxPool2d(
            Geometry, Pool, inputs[0], inputs[1], HasBias ? inputs[2] : null, outputs[0], outputs.Count == 2 ? outputs[1] : null),
    ];

    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => Geometry.Flops;
}

/// <summary>(input, pooled output, window positions, pooled gradient) to the weight gradient of the convolution under the pooling.</summary>
public sealed record Conv2dReluMaxPool2dWeightGradient(Conv2dGeometry Geometry, Pool2dGeometry Pool) : Op, IParameterGradient
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 4);
        return [TensorType.Float32(Geometry.WeightShape)];
    }

    public Launch BindGradient(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, GradientTarget target) =>
        kernels.Conv2dReluMaxPool2dWeightGradient(Geometry, Pool, inputs[0], inputs[1], inputs[2], inputs[3], target);

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [BindGradient(kernels, inputs, new GradientTarget.Store(outputs[0]))];

    /// <summary>One window position of each pooled pixel carries gradient.</summary>
    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        Geometry.Flops / Geometry.OutputShape.ElementCount * Pool.OutputShape.ElementCount;
}
