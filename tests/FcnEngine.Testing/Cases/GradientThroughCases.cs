using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Cases;

/// <summary>Input gradients of convolutions that go on through the ReLU or the pooling before them.</summary>
internal static class GradientThroughCases
{
    public static IEnumerable<OpCase> All { get; } =
    [
        Relu([1, 5, 7, 3], [3, 3, 3, 5], 1, Padding.Same),
        Relu([2, 9, 8, 7], [5, 5, 7, 4], 2, Padding.Same),
        Relu([1, 6, 5, 33], [1, 1, 33, 2], 1, Padding.Same),
        Relu([3, 4, 4, 100], [1, 1, 100, 3], 1, Padding.Valid),
        Relu([2, 3, 5, 8], [1, 1, 8, 1], 1, Padding.Same),
        Relu([1, 5, 3, 20], [1, 1, 20, 4], 1, Padding.Same),
        Relu([1, 7, 6, 20], [3, 3, 20, 16], 1, Padding.Same),
        Relu([1, 16, 16, 300], [1, 1, 300, 2], 1, Padding.Same) with { Variant = "Score_classes", Large = true },
        Relu([1, 16, 16, 300], [3, 3, 300, 300], 1, Padding.Same) with { Variant = "Conv4", Large = true },
        Pool([1, 4, 6, 3], [3, 3, 3, 5], 2),
        Pool([2, 3, 5, 7], [1, 1, 7, 2], 3),
        Pool([1, 6, 4, 20], [3, 3, 20, 16], 2),
        Pool([1, 16, 16, 200], [3, 3, 200, 300], 2) with { Variant = "Conv3", Large = true },
    ];

    private static OpCase Relu(Shape input, Shape weight, int stride, Padding padding)
    {
        var geometry = Conv2dGeometry.Create(input, weight, stride, padding);
        return Fixed(
            Conv2dCases.Words(padding, stride), new ReluConv2dInputGradient(geometry),
            CaseInput.Normal("gradient", geometry.OutputShape), CaseInput.Normal("weight", weight), CaseInput.Normal("rectified", input));
    }

    private static OpCase Pool(Shape input, Shape weight, int window)
    {
        var geometry = Conv2dGeometry.Create(input, weight, 1, Padding.Same);
        var pool = Pool2dGeometry.Create([input[0], input[1] * window, input[2] * window, input[3]], window, window, Padding.Same);
        return Fixed(
            $"pool {window}", new ReluMaxPool2dConv2dInputGradient(geometry, pool),
            CaseInput.Normal("gradient", geometry.OutputShape), CaseInput.Normal("weight", weight),
            CaseInput.Labels("positions", input, window * window), CaseInput.Normal("pooled", input));
    }

    private static OpCase Fixed(string variant, Op op, params CaseInput[] inputs) =>
        OpCase.Of(variant, op, [.. inputs.Select(input => input with { Differentiable = false })]);
}
