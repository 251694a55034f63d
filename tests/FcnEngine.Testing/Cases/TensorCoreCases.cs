using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Cases;

/// <summary>
/// Convolutions that tensor-core kernels take, small enough for a simulated GPU: several tiles each way, ragged edges, channels
/// beside the tile's width, padding on both sides, stages that end inside a tap, every finish.
/// </summary>
public static class TensorCoreCases
{
    public static IReadOnlyList<OpCase> All { get; } =
    [
        Conv([1, 11, 12, 20], [2, 2, 20, 36], 1, Padding.Same),
        Conv([2, 7, 9, 16], [5, 5, 16, 20], 2, Padding.Same),
        Conv([1, 10, 8, 36], [2, 3, 36, 68], 1, Padding.Valid),
        Conv([3, 5, 6, 40], [1, 1, 40, 16], 2, Padding.Same),
        .. WithBiasAndRelu([1, 6, 7, 24], [3, 3, 24, 20], 1, Padding.Same),
    ];

    /// <summary>Their kernel runs.</summary>
    public static IReadOnlyList<KernelCase> Kernels { get; } = [.. All.SelectMany(KernelCases.From)];

    private static OpCase Conv(Shape input, Shape weight, int stride, Padding padding) => OpCase.Of(
        $"{padding} {stride}", new Conv2d(stride, padding), CaseInput.Normal("input", input), CaseInput.Normal("weight", weight));

    /// <summary>The forward kernels alone: a finish changes no gradient.</summary>
    private static IEnumerable<OpCase> WithBiasAndRelu(Shape input, Shape weight, int stride, Padding padding)
    {
        foreach (var (bias, relu) in new[] { (false, true), (true, false), (true, true) })
        {
            CaseInput[] two = [CaseInput.Normal("input", input), CaseInput.Normal("weight", weight)];
            yield return OpCase.Of(
                $"{(bias ? "bias " : "")}{(relu ? "relu " : "")}{padding} {stride}",
                new Conv2dBiasRelu(Conv2dGeometry.Create(input, weight, stride, padding), bias, relu),
                bias ? [.. two, CaseInput.Normal("bias", [weight[3]])] : two) with
            {
                Backward = (inputs, _, _) => [.. inputs.Select(_ => (Graphs.Tensor?)null)],
            };
        }
    }
}
