using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Cases;

/// <summary>Convolutions: both paddings, all strides of the networks, maps smaller than the window, channels beside the vector widths.</summary>
internal static class Conv2dCases
{
    public static IEnumerable<OpCase> All { get; } =
    [
        Case([1, 1, 1, 1], [1, 1, 1, 1], 1, Padding.Same),
        Case([1, 5, 7, 1], [3, 3, 1, 2], 1, Padding.Same),
        Case([3, 8, 8, 3], [3, 3, 3, 5], 1, Padding.Same),
        Case([1, 6, 5, 100], [3, 3, 100, 33], 1, Padding.Same),
        Case([3, 4, 4, 17], [3, 3, 17, 100], 1, Padding.Same),
        Case([1, 7, 9, 5], [3, 3, 5, 7], 1, Padding.Valid),
        Case([2, 7, 9, 36], [3, 3, 36, 52], 1, Padding.Same),
        Case([1, 8, 11, 40], [3, 3, 40, 33], 1, Padding.Valid),
        Case([1, 6, 6, 33], [1, 1, 33, 100], 1, Padding.Same),
        Case([3, 16, 16, 7], [1, 1, 7, 2], 1, Padding.Valid),
        Case([1, 16, 16, 1], [5, 5, 1, 100], 2, Padding.Same),
        Case([3, 9, 7, 2], [5, 5, 2, 3], 2, Padding.Same),
        Case([2, 8, 10, 33], [5, 5, 33, 17], 2, Padding.Same),
        Case([1, 11, 13, 17], [3, 3, 17, 33], 2, Padding.Valid),
        Case([1, 12, 12, 5], [4, 4, 5, 7], 2, Padding.Same),
        Case([3, 10, 11, 7], [3, 3, 7, 17], 3, Padding.Same),
        Case([1, 14, 13, 3], [5, 5, 3, 2], 3, Padding.Valid),
        Case([1, 7, 6, 2], [3, 3, 2, 2], 1, Padding.Same),
        Case([2, 19, 21, 2], [8, 9, 2, 2], 5, Padding.Valid),
        Case([1, 33, 35, 2], [31, 31, 2, 2], 16, Padding.Same),
        Case([1, 48, 40, 3], [17, 17, 3, 5], 16, Padding.Valid),
        Case([2, 3, 2, 3], [5, 5, 3, 2], 1, Padding.Same) with { Variant = "map smaller than the window, same 1" },
        Case([1, 7, 8, 3], [1, 1, 3, 5], 2, Padding.Same) with { Variant = "stride larger than the window, same 2" },
        Case([1, 7, 9, 2], [2, 2, 2, 3], 3, Padding.Valid) with { Variant = "stride larger than the window, valid 3" },
        Case([1, 6, 9, 3], [1, 5, 3, 5], 1, Padding.Same) with { Variant = "flat window, same 1" },
        Case([1, 9, 6, 3], [4, 1, 3, 5], 2, Padding.Same) with { Variant = "tall window, same 2" },
        Case([1, 1, 40, 2], [3, 3, 2, 16], 1, Padding.Same) with { Variant = "one row, same 1" },
        Lab("Conv1", [1, 256, 256, 1], [5, 5, 1, 100], 2),
        Lab("Conv2", [1, 64, 64, 100], [5, 5, 100, 200], 2),
        Lab("Conv3", [1, 16, 16, 200], [3, 3, 200, 300], 1),
        Lab("Conv4", [1, 16, 16, 300], [3, 3, 300, 300], 1),
        Lab("Score_classes", [1, 16, 16, 300], [1, 1, 300, 2], 1),
    ];

    private static OpCase Case(Shape input, Shape weight, int stride, Padding padding) =>
        OpCase.Of(Words(padding, stride), new Conv2d(stride, padding), CaseInput.Normal("input", input), CaseInput.Normal("weight", weight));

    private static OpCase Lab(string layer, Shape input, Shape weight, int stride) =>
        Case(input, weight, stride, Padding.Same) with { Variant = $"{layer} same {stride}", Large = true };

    /// <summary>Padding and stride as the case names give them: <c>same 2</c>.</summary>
    internal static string Words(Padding padding, int stride) => $"{(padding == Padding.Same ? "same" : "valid")} {stride}";
}
