using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Cases;

/// <summary>Ops that work element by element or only move elements.</summary>
internal static class ElementwiseCases
{
    public static IEnumerable<OpCase> All { get; } =
    [
        .. new Shape[] { [1, 1], [3, 2], [5, 3], [1, 7, 5, 5], [3, 2, 3, 17], [2, 33], [1, 9, 7, 100] }.Select(Bias),
        Bias([1, 128, 128, 100]) with { Variant = "Conv1", Large = true },
        .. new Shape[] { [1], [7], [3, 5, 7, 2], [1000], [65537] }.Select(Relu),
        OpCase.Of("zeros of both signs and NaN", new Relu(), CaseInput.Given("input", [3, 5], 0, -0.0, 1, double.NaN, -1, 1e-38, -1e-38)),
        .. new Shape[] { [1], [3, 5, 7], [4097] }.Select(Sum),
        Concat("last axis", 3, [2, 3, 4, 1], [2, 3, 4, 5], [2, 3, 4, 33]),
        Concat("last axis", 3, [1, 5, 3, 17], [1, 5, 3, 2]),
        Concat("first axis", 0, [1, 3, 5], [3, 3, 5]),
        Concat("rows", 1, [3, 2, 5, 7], [3, 5, 5, 7], [3, 1, 5, 7]),
        Concat("alone", 0, [5]),
        OpCase.Of("channels 2 to 7", new Slice(3, 2, 5), CaseInput.Normal("input", [3, 4, 5, 9]) with { Differentiable = false }),
        OpCase.Of("rows 1 to 3", new Slice(1, 1, 2), CaseInput.Normal("input", [2, 5, 7]) with { Differentiable = false }),
        Dropout([3, 5, 7], 1f, key: 1, step: 0),
        Dropout([3, 5, 7], 0.5f, key: 1, step: 0),
        Dropout([1, 9, 9, 33], 0.7f, key: 0x123456789ABCDEF0, step: 5),
        Dropout([4098], 0.1f, key: ulong.MaxValue, step: 23400),
        Dropout([1], 0.5f, key: 0, step: 1),
        OpCase.Of("to a matrix", new Reshape([3, 35]), CaseInput.Normal("input", [3, 5, 7])),
        OpCase.Of("scalar", new Constant(1, Shape.Scalar)),
        OpCase.Of("3x5x7", new Constant(-0.25f, [3, 5, 7])),
        OpCase.Of("4099", new Constant(2.5f, [4099])),
    ];

    private static OpCase Bias(Shape input) =>
        OpCase.Of("", new BiasAdd(), CaseInput.Normal("input", input), CaseInput.Normal("bias", [input[^1]])) with { Variant = "vector", ExpectedShape = input };

    private static OpCase Relu(Shape input) => OpCase.Of("away from zero", new Relu(), CaseInput.AwayFromZero("input", input));

    private static OpCase Sum(Shape shape) => OpCase.Of("two terms", new Add(), CaseInput.Normal("left", shape), CaseInput.Normal("right", shape));

    private static OpCase Concat(string variant, int axis, params Shape[] shapes) =>
        OpCase.Of(variant, new Concat(axis), [.. shapes.Select((shape, i) => CaseInput.Normal($"input{i}", shape))]);

    private static OpCase Dropout(Shape shape, float keep, ulong key, int step) =>
        OpCase.Of($"keep {keep} step {step}", new Dropout(keep, key), CaseInput.Normal("input", shape), CaseInput.Integer("step", step));
}
