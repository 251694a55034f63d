using FcnEngine.Execution;
using FcnEngine.Tensors;

namespace FcnEngine.Ops.Fused;

/// <summary>
/// (parameter, learning rate, fault flag, the inputs of a gradient op): the op's kernel applies the update in its epilogue,
/// so the gradient never reaches memory.
/// </summary>
public sealed record DescendGradient(Op GradientOp, int FaultCode) : Op
{
    public override string Name => $"{GradientOp.Name}+Sgd";

    public override int? Overwrites => 0;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        var gradient = GradientOp.Infer([.. inputs.Skip(3)])[0];
        ExpectSame(inputs[0].Shape, gradient.Shape, "parameter and gradient");
        return [];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs)
    {
        var target = new GradientTarget.Descend(inputs[0], inputs[1], inputs[2], FaultCode);
        yield return ((IParameterGradient)GradientOp).BindGradient(kernels, [.. inputs.Skip(3)], target);
    }

    public override long Flops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        GradientOp.Flops([.. inputs.Skip(3)], [inputs[0]]);
}
