using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Cases;

/// <summary>The loss together with the layer that makes its logits.</summary>
internal static class LayerLossCases
{
    public static IEnumerable<OpCase> All { get; } =
    [
        Upscore([1, 2, 3, 2], [31, 31, 2, 2], 16, 32, 48),
        Upscore([2, 1, 2, 2], [31, 31, 2, 2], 16, 13, 20),
        Upscore([3, 4, 3, 2], [5, 5, 3, 2], 3, 12, 8),
        Upscore([1, 3, 4, 5], [4, 4, 2, 5], 2, 6, 8),
        Upscore([1, 4, 4, 1], [1, 1, 2, 1], 2, 8, 7),
        Upscore([1, 3, 2, 2], [3, 3, 2, 2], 2, 6, 4, CaseInput.GivenBytes("labels", [1, 6, 4], 0, 1, 2, 0, 255, 1)),
        Upscore([1, 16, 16, 2], [31, 31, 2, 2], 16, 256, 256) with { Variant = "Upscore", Large = true },
        .. new[] { (1, 7, 30, 2), (1, 512, 96, 2), (1, 33, 1000, 2), (3, 17, 40, 2), (2, 20, 66, 3), (1, 40, 35, 5), (1, 600, 64, 2) }.Select(size => Dense(size)),
        Dense((1, 512, 16384, 2)) with { Variant = "an eighth of Final", Large = true },
        Dense((8, 512, 4096, 2)) with { Variant = "Final in batches", Large = true },
        Dense((1, 64, 128, 2), "flag set before", fault: 4),
        Dense((1, 64, 128, 2), "update overflows", rate: 3e38, scale: 1e3),
        Dense((1, 20, 8, 2), "infinite weight", weight: CaseInput.Given("weight", [20, 8], double.PositiveInfinity, 1, 2, -3, 5, -6, 7)),
    ];

    private static OpCase Upscore(Shape input, Shape weight, int stride, int rows, int columns, CaseInput? labels = null)
    {
        Shape pixels = [input[0], rows, columns];
        var geometry = Conv2dGeometry.Create([.. pixels, weight[2]], weight, stride, Padding.Same);
        return OpCase.Of(
            $"same {stride} to {rows}x{columns}{(labels is null ? "" : " label out of range")}", new ConvTranspose2dMeanSoftmaxCrossEntropy(geometry),
            Fixed(CaseInput.Normal("input", input)), Fixed(CaseInput.Normal("weight", weight)), labels ?? CaseInput.Labels("labels", pixels, weight[2]));
    }

    private static OpCase Dense(
        (int M, int K, int N, int Classes) size, string variant = "descend", double rate = 0.5, int fault = 0, double scale = 1, CaseInput? weight = null)
    {
        var (m, k, n, classes) = size;
        return OpCase.Of(
            $"{variant} {m}x{k}x{n}", new MatMulMeanSoftmaxCrossEntropyDescent(classes, FaultCode: 6),
            Fixed(weight ?? CaseInput.Normal("weight", [k, n], 1 / Math.Sqrt(k))), CaseInput.Scalar("rate", rate), CaseInput.Integer("fault", fault),
            Fixed(CaseInput.Normal("left", [m, k], scale)), CaseInput.Labels("labels", [m, n / classes], classes));
    }

    private static CaseInput Fixed(CaseInput input) => input with { Differentiable = false };
}
