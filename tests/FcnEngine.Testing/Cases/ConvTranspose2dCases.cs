using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Cases;

/// <summary>Transposed convolutions: strides 1, 2, 3 and 16, outputs that are no multiple of the stride, both paddings.</summary>
internal static class ConvTranspose2dCases
{
    public static IEnumerable<OpCase> All { get; } =
    [
        Case([1, 1, 1, 1], [1, 1, 1, 1], 1, Padding.Same, 1, 1),
        Case([1, 5, 4, 3], [3, 3, 2, 3], 1, Padding.Same, 5, 4),
        Case([3, 4, 4, 5], [4, 4, 7, 5], 2, Padding.Same, 8, 8),
        Case([1, 4, 5, 2], [3, 3, 3, 2], 2, Padding.Same, 7, 10),
        Case([1, 4, 3, 33], [5, 5, 17, 33], 2, Padding.Same, 8, 5),
        Case([2, 3, 4, 7], [3, 3, 5, 7], 2, Padding.Valid, 7, 10),
        Case([1, 3, 3, 100], [3, 3, 33, 100], 1, Padding.Valid, 5, 5),
        Case([3, 4, 3, 2], [5, 5, 3, 2], 3, Padding.Same, 12, 8),
        Case([1, 3, 2, 17], [4, 4, 1, 17], 3, Padding.Valid, 10, 8),
        Case([1, 4, 4, 1], [1, 1, 2, 1], 2, Padding.Same, 8, 7),
        Case([2, 3, 4, 2], [4, 5, 2, 2], 3, Padding.Valid, 10, 14),
        Case([1, 2, 3, 2], [31, 31, 2, 2], 16, Padding.Same, 32, 48),
        Case([3, 2, 2, 2], [31, 31, 2, 2], 16, Padding.Same, 32, 32),
        Case([1, 3, 2, 2], [31, 31, 2, 2], 16, Padding.Same, 45, 20),
        Case([1, 2, 2, 3], [31, 31, 5, 3], 16, Padding.Valid, 47, 50),
        Case([1, 16, 16, 2], [31, 31, 2, 2], 16, Padding.Same, 256, 256) with { Variant = "Upscore same 16", Large = true },
    ];

    private static OpCase Case(Shape input, Shape weight, int stride, Padding padding, int rows, int columns) =>
        OpCase.Of(
            $"{Conv2dCases.Words(padding, stride)} to {rows}x{columns}",
            new ConvTranspose2d(stride, padding, rows, columns),
            CaseInput.Normal("input", input),
            CaseInput.Normal("weight", weight)) with
        { ExpectedShape = [input[0], rows, columns, weight[2]] };
}
