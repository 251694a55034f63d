using FcnEngine.Execution;
using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>(parameter, gradient, learning rate, fault flag): parameter -= learning rate * gradient, in place; see <see cref="GradientTarget.Descend"/>.</summary>
/// <param name="FaultCode">What names this update in the fault flag.</param>
public sealed record Sgd(int FaultCode) : Op
{
    public override int? Overwrites => 0;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        ExpectInputs(inputs, 4);
        ExpectSame(inputs[0].Shape, inputs[1].Shape, "parameter and gradient");
        ExpectSame(inputs[2].Shape, Shape.Scalar, "learning rate and scalar");
        Expect(inputs[3], ElementType.Int32, "fault flag");
        return [];
    }

    public override IEnumerable<Launch> Bind(IKernels kernels, IReadOnlyList<DeviceTensor> inputs, IReadOnlyList<DeviceTensor> outputs) =>
        [kernels.Sgd(inputs[1], new GradientTarget.Descend(inputs[0], inputs[2], inputs[3], FaultCode))];
}
