using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Cases;

/// <summary>Max-pooling: overlapping and gapped windows, padding on either side, negative maxima, ties, and pooling behind a ReLU.</summary>
internal static class MaxPool2dCases
{
    public static IEnumerable<OpCase> All { get; } =
    [
        Case([1, 1, 1, 1], 1, 1, Padding.Same),
        Case([1, 8, 10, 1], 2, 2, Padding.Same),
        Case([3, 7, 5, 3], 2, 2, Padding.Same),
        Case([3, 7, 5, 17], 2, 2, Padding.Valid),
        Case([1, 4, 4, 100], 2, 2, Padding.Same),
        Case([2, 9, 8, 33], 3, 2, Padding.Same),
        Case([1, 10, 7, 5], 3, 2, Padding.Valid),
        Case([1, 6, 7, 7], 3, 1, Padding.Same),
        Case([1, 6, 5, 2], 5, 1, Padding.Same),
        Case([3, 8, 9, 3], 2, 3, Padding.Same),
        Case([1, 9, 11, 2], 3, 3, Padding.Valid),
        Case([1, 36, 33, 2], 16, 16, Padding.Same),
        Case([1, 17, 16, 1], 16, 1, Padding.Valid),
        Negative([1, 7, 7, 3], 3, 2, Padding.Same),
        Negative([3, 5, 5, 17], 2, 2, Padding.Same),
        Ties([1, 9, 9, 5], 3, 2, Padding.Same),
        Ties([3, 8, 8, 33], 2, 2, Padding.Valid),
        Ties([1, 7, 7, 2], 3, 1, Padding.Same),
        BehindRelu([1, 8, 8, 17], 2, 2, Padding.Same),
        BehindRelu([3, 7, 9, 3], 3, 2, Padding.Same),
        BehindRelu([1, 6, 6, 5], 2, 2, Padding.Valid),
        Case([1, 128, 128, 100], 2, 2, Padding.Same) with { Variant = "Pool1 same 2", Large = true },
        Case([1, 32, 32, 200], 2, 2, Padding.Same) with { Variant = "Pool2 same 2", Large = true },
    ];

    private static OpCase Case(Shape input, int window, int stride, Padding padding) =>
        Of("", CaseInput.Distinct("input", input), window, stride, padding);

    private static OpCase Negative(Shape input, int window, int stride, Padding padding) =>
        Of("negative ", CaseInput.DistinctNegative("input", input), window, stride, padding);

    /// <summary>The gradient of a tie goes to the first maximum; finite differences see a kink there and are left out.</summary>
    private static OpCase Ties(Shape input, int window, int stride, Padding padding)
    {
        var pooling = Of("ties ", CaseInput.Ties("input", input), window, stride, padding);
        return pooling with
        {
            Forward = (graph, tensors) =>
            {
                var pooled = pooling.Forward(graph, tensors);
                var gradient = graph.Add("ones", new Constant(1, pooled.Shape))[0];
                graph.Add("tied", new MaxPool2dGradient(((MaxPool2d)pooled.Producer.Op).Geometry(input)), gradient, pooled.Producer.Outputs[1]);
                return pooled;
            },
        };
    }

    private static OpCase BehindRelu(Shape input, int window, int stride, Padding padding) =>
        Of("behind relu ", CaseInput.AwayFromZero("input", input), window, stride, padding) with
        {
            Forward = (graph, tensors) => graph.Add("case", new MaxPool2d(window, stride, padding), graph.Add("relu", new Relu(), tensors[0]))[0],
            Backward = (_, output, gradient) =>
            {
                var geometry = ((MaxPool2d)output.Producer.Op).Geometry(input);
                return [output.Graph.Add("gradient", new MaxPool2dGradient(geometry), gradient, output.Producer.Outputs[1], output)[0]];
            },
        };

    private static OpCase Of(string what, CaseInput input, int window, int stride, Padding padding) =>
        OpCase.Of($"{what}window {window} {Conv2dCases.Words(padding, stride)}", new MaxPool2d(window, stride, padding), input);
}
