using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Cases;

/// <summary>
/// First layers that tensor-core kernels take, small enough for a simulated GPU: columns that are not a whole eight or an odd number of
/// eights, several strips in a row and to a block, strips that end early, padding on any side or none, windows with several maxima.
/// </summary>
public static class FirstLayerCases
{
    public static IReadOnlyList<OpCase> All { get; } =
    [
        .. Of("small", Layer([1, 8, 12, 1], 16)),
        .. Of("odd eights", Layer([2, 12, 20, 1], 20)),
        .. Of("the lab's channels", Layer([1, 8, 8, 1], 100)),
        .. Of("two strips a row", Layer([1, 8, 276, 1], 28)),
        .. Of("many strips", Layer([5, 32, 8, 1], 16)),
        .. Of("many channels", Layer([1, 12, 8, 1], 252)),
        .. Of("valid", Layer([2, 15, 19, 1], 32, Padding.Valid)),
        Ties(Layer([1, 16, 16, 1], 20)),
    ];

    /// <summary>Their kernel runs.</summary>
    public static IReadOnlyList<KernelCase> Kernels { get; } = [.. All.SelectMany(KernelCases.From)];

    public static Conv2dGeometry Layer(Shape input, int channels, Padding padding = Padding.Same) =>
        Conv2dGeometry.Create(input, [5, 5, 1, channels], 2, padding);

    /// <summary>Forward with and without bias, the gradient alone and with the update.</summary>
    public static IEnumerable<OpCase> Of(string name, Conv2dGeometry layer)
    {
        var pool = Pool(layer);
        CaseInput input = Normal("input", layer.InputShape), weight = Normal("weight", layer.WeightShape);
        yield return Case(name, new Conv2dReluMaxPool2d(layer, pool, HasBias: false), input, weight);
        yield return Case(name + " with bias", new Conv2dReluMaxPool2d(layer, pool, HasBias: true), input, weight, Normal("bias", [layer.OutputChannels]));
        var gradient = new Conv2dReluMaxPool2dWeightGradient(layer, pool);
        CaseInput[] inputs = [input, Normal("pooled", pool.OutputShape), CaseInput.Labels("positions", pool.OutputShape, 4), Normal("gradient", pool.OutputShape)];
        yield return Case(name, gradient, inputs);
        yield return Case(name, new DescendGradient(gradient, FaultCode: 5), [weight, CaseInput.Scalar("rate", 0.5), CaseInput.Integer("fault", 0), .. inputs]);
    }

    /// <summary>Whole numbers, of which many are below zero.</summary>
    private static OpCase Ties(Conv2dGeometry layer) => Case(
        "ties", new Conv2dReluMaxPool2d(layer, Pool(layer), HasBias: true), CaseInput.Ties("input", layer.InputShape, -1, 0),
        CaseInput.Ties("weight", layer.WeightShape, 0, 1), CaseInput.Ties("bias", [layer.OutputChannels], 3, 7));

    private static Pool2dGeometry Pool(Conv2dGeometry layer) => Pool2dGeometry.Create(layer.OutputShape, 2, 2, Padding.Same);

    private static OpCase Case(string variant, Op op, params CaseInput[] inputs) =>
        OpCase.Of(variant, op, [.. inputs.Select(input => input with { Differentiable = false })]);

    private static CaseInput Normal(string name, Shape shape) => CaseInput.Normal(name, shape);
}
