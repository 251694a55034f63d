using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Cases;

/// <summary>The transposed convolution that enlarges scores, together with the classes of its pixels, or backward with the convolution before it.</summary>
internal static class EnlargementCases
{
    public static IEnumerable<OpCase> All { get; } =
    [
        Classes([1, 2, 3, 2], [31, 31, 2, 2], 16, 32, 48),
        Classes([2, 1, 2, 2], [31, 31, 2, 2], 16, 13, 20),
        Classes([3, 2, 3, 2], [3, 4, 2, 2], 2, 4, 6),
        Classes([1, 4, 3, 2], [5, 5, 3, 2], 3, 12, 8),
        Classes([1, 3, 4, 1], [1, 1, 2, 1], 2, 6, 7),
        Tie(),
        Backward([1, 2, 3, 33], [1, 1, 33, 2], [31, 31, 2, 2], 16, 32, 48),
        Backward([2, 1, 2, 300], [1, 1, 300, 2], [31, 31, 2, 2], 16, 13, 20),
        Backward([1, 3, 2, 20], [3, 3, 20, 2], [9, 8, 2, 2], 4, 12, 8),
        Backward([1, 3, 4, 7], [1, 1, 7, 3], [5, 5, 4, 3], 3, 9, 11),
        Classes([1, 16, 16, 2], [31, 31, 2, 2], 16, 256, 256) with { Variant = "Upscore", Large = true },
        Backward([1, 16, 16, 300], [1, 1, 300, 2], [31, 31, 2, 2], 16, 256, 256) with { Variant = "Upscore and Score_classes", Large = true },
    ];

    private static OpCase Classes(Shape input, Shape weight, int stride, int rows, int columns)
    {
        var geometry = Conv2dGeometry.Create([input[0], rows, columns, weight[2]], weight, stride, Padding.Same);
        return OpCase.Of($"same {stride} to {rows}x{columns}", new ConvTranspose2dArgMax(geometry), Normal("input", input), Normal("weight", weight));
    }

    /// <summary>Both logits of every pixel are the same.</summary>
    private static OpCase Tie()
    {
        var geometry = Conv2dGeometry.Create([1, 4, 6, 2], [2, 2, 2, 2], 2, Padding.Same);
        var weight = CaseInput.Given("weight", geometry.WeightShape, 1, -2, 1, -2);
        return OpCase.Of("ties", new ConvTranspose2dArgMax(geometry), Normal("input", geometry.OutputShape), weight with { Differentiable = false });
    }

    /// <param name="rectified">The convolution's input; its output is enlarged to rows x columns.</param>
    private static OpCase Backward(Shape rectified, Shape weight, Shape transposedWeight, int stride, int rows, int columns)
    {
        var geometry = Conv2dGeometry.Create(rectified, weight, 1, Padding.Same);
        var transposed = Conv2dGeometry.Create([rectified[0], rows, columns, transposedWeight[2]], transposedWeight, stride, Padding.Same);
        return OpCase.Of(
            $"same {stride} from {rows}x{columns}", new ReluConv2dConvTranspose2dInputGradient(geometry, transposed),
            Normal("gradient", transposed.InputShape), Normal("transposed_weight", transposedWeight), Normal("weight", weight), Normal("rectified", rectified));
    }

    private static CaseInput Normal(string name, Shape shape) => CaseInput.Normal(name, shape) with { Differentiable = false };
}
