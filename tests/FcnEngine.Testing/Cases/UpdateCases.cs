using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Cases;

/// <summary>Weight updates, alone and fused into gradient kernels, with the fault rule: no weight ever becomes NaN or infinite.</summary>
internal static class UpdateCases
{
    private static readonly Conv2dGeometry Convolution = Conv2dGeometry.Create([2, 6, 6, 3], [3, 3, 3, 17], 1, Padding.Same);
    private static readonly Conv2dGeometry FirstConvolution = Conv2dGeometry.Create([2, 12, 12, 1], [5, 5, 1, 33], 2, Padding.Same);
    private static readonly Conv2dGeometry Transposed = Conv2dGeometry.Create([1, 8, 8, 2], [7, 7, 2, 2], 4, Padding.Same);
    private static readonly Pool2dGeometry Pool = Pool2dGeometry.Create(FirstConvolution.OutputShape, 2, 2, Padding.Same);

    public static IEnumerable<OpCase> All { get; } =
    [
        .. new Shape[] { [1], [3, 5, 7, 2], [4097] }.Select(shape => Sgd("plain", CaseInput.Normal("weight", shape), CaseInput.Normal("gradient", shape))),
        Sgd("flag set before", CaseInput.Normal("weight", [33]), CaseInput.Normal("gradient", [33]), fault: 7),
        Sgd("gradient has NaN", CaseInput.Normal("weight", [99]), CaseInput.Given("gradient", [99], 1, -2, 3, double.NaN, 5)),
        Sgd("gradient is infinite", CaseInput.Normal("weight", [35]), CaseInput.Given("gradient", [35], 1, double.PositiveInfinity, 0.5, 2)),
        Sgd("update overflows", CaseInput.Normal("weight", [35]), CaseInput.Given("gradient", [35], 10, -10, 20), rate: 1e38),
        .. Fused(new Conv2dWeightGradient(Convolution), Normal("input", Convolution.InputShape), Normal("gradient", Convolution.OutputShape)),
        .. Fused(new ConvTranspose2dWeightGradient(Transposed), Normal("input", Transposed.OutputShape), Normal("gradient", Transposed.InputShape)),
        .. Fused(new MatMulRightGradient(), Normal("left", [3, 33]), Normal("gradient", [3, 50])),
        .. Fused(new MatMulRightGradient(), Normal("left", [1, 65]), Normal("gradient", [1, 129])),
        .. Fused(new BiasGradient(), Normal("gradient", [3, 4, 5, 17])),
        .. Fused(
            new Conv2dReluMaxPool2dWeightGradient(FirstConvolution, Pool),
            Normal("input", FirstConvolution.InputShape),
            Normal("pooled", Pool.OutputShape),
            CaseInput.Labels("positions", Pool.OutputShape, 4),
            Normal("gradient", Pool.OutputShape)),
    ];

    private static OpCase Sgd(string variant, CaseInput weight, CaseInput gradient, double rate = 0.5, int fault = 0) =>
        Update(variant, new Sgd(FaultCode: 2), weight, gradient, CaseInput.Scalar("rate", rate), CaseInput.Integer("fault", fault));

    private static IEnumerable<OpCase> Fused(Op gradient, params CaseInput[] inputs)
    {
        var shape = gradient.Infer([.. inputs.Select(input => input.Type)])[0].Shape;
        var update = new DescendGradient(gradient, FaultCode: 5);
        var rate = CaseInput.Scalar("rate", 0.5);
        // So large that no weight's gradient is left within what the rate lets be finite, nor near its edge.
        var huge = CaseInput.Normal("gradient", inputs[^1].Type.Shape, scale: 1e6);
        // An infinite weight cannot be updated to a finite one, whatever its gradient: that sets the flag in any gradient kernel.
        var spoilt = CaseInput.Given("weight", shape, 1, 2, -3, double.PositiveInfinity, 5, -6, 7);
        yield return Update("flag set before", update, [Normal("weight", shape), rate, CaseInput.Integer("fault", 1), .. inputs]);
        yield return Update("infinite weight", update, [spoilt, rate, CaseInput.Integer("fault", 0), .. inputs]);
        yield return Update("update overflows", update, [Normal("weight", shape), CaseInput.Scalar("rate", 3e38), CaseInput.Integer("fault", 0), .. inputs[..^1], huge]);
    }

    private static OpCase Update(string variant, Op op, params CaseInput[] inputs) =>
        OpCase.Of(variant, op, [.. inputs.Select(input => input with { Differentiable = false })]);

    private static CaseInput Normal(string name, Shape shape) => CaseInput.Normal(name, shape);
}
