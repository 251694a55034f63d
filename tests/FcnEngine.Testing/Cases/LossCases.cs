using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Cases;

/// <summary>Softmax cross-entropy apart and fused, means, and arg-max.</summary>
internal static class LossCases
{
    private static readonly (Shape Pixels, int Classes)[] Sizes =
        [([1], 2), ([3, 5, 7], 2), ([1, 16, 16], 2), ([7], 3), ([3, 33], 5), ([2, 3, 4], 17), ([5], 256)];

    public static IEnumerable<OpCase> All { get; } =
    [
        .. Sizes.SelectMany(size => Losses("random", Logits(size.Pixels, size.Classes), size.Pixels, size.Classes)),
        .. Losses("confident", CaseInput.Normal("logits", [3, 11, 2], scale: 30), [3, 11], 2),
        .. Losses("equal logits", CaseInput.Normal("logits", [2, 9, 3], scale: 0), [2, 9], 3),
        .. Losses("huge logits", Frozen(CaseInput.Given("logits", [2, 6, 2], 1000, -1000, -1000, 1000, 3e38, 3e38, -3e38, -3e38)), [2, 6], 2),
        .. Losses("label out of range", Logits([5], 3), [5], 3, CaseInput.GivenBytes("labels", [5], 0, 3, 2, 255, 1)),
        .. Losses("score map", Logits([1, 256, 256], 2), [1, 256, 256], 2).Select(loss => loss with { Large = true }),
        .. new Shape[] { [1], [7], [3, 5, 7], [4097], [1, 256, 256] }.Select(shape => OpCase.Of("all", new Mean(), CaseInput.Normal("input", shape))),
        .. Sizes.Select(size => OpCase.Of("random", new ArgMax(), Frozen(Logits(size.Pixels, size.Classes)))),
        OpCase.Of("ties", new ArgMax(), CaseInput.Ties("logits", [3, 50, 2], 0, 1)),
        OpCase.Of("ties", new ArgMax(), CaseInput.Ties("logits", [99, 5], -1, 1)),
        OpCase.Of("score map", new ArgMax(), Frozen(Logits([1, 256, 256], 2))) with { Large = true },
    ];

    private static IEnumerable<OpCase> Losses(string variant, CaseInput logits, Shape pixels, int classes, CaseInput? labels = null)
    {
        labels ??= CaseInput.Labels("labels", pixels, classes);
        yield return OpCase.Of(variant, new SoftmaxCrossEntropy(), logits, labels) with { ExpectedShape = pixels };
        yield return OpCase.Of(variant, new MeanSoftmaxCrossEntropy(), logits, labels) with
        {
            // Its second output is the gradient of the mean itself, so what is sent into the mean is 1.
            OutputGradient = CaseInput.Scalar("output_gradient", 1),
            Backward = (_, output, _) => [output.Producer.Outputs[1], null],
        };
    }

    private static CaseInput Logits(Shape pixels, int classes) => CaseInput.Normal("logits", new Shape([.. pixels, classes]), scale: 2);

    private static CaseInput Frozen(CaseInput input) => input with { Differentiable = false };
}
