using FcnEngine.Execution;
using FcnEngine.Tensors;

namespace FcnEngine.Ops.Fused;

/// <summary>(input, weight[, bias]): convolution, bias and ReLU in one pass.</summary>
public sealed record Conv2dBiasRelu(Conv2dGeometry Geometry, bool HasBias, bool HasRelu) : Op
{
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, HasBias ? 3 : 2);
        return [TensorType.Float32(Geometry.OutputShape)];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.Conv2d(Geometry, inputs[0], inputs[1], HasBias ? inputs[2] : null, HasRelu, outputs[0])];

    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => Geometry.Flops;
}
