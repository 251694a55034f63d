using FcnEngine.Ops;

namespace FcnEngine.Testing.Cases;

/// <summary>Matrix products: one row, one column, long sums, extents beside the vector widths and tiles.</summary>
internal static class MatMulCases
{
    public static IEnumerable<OpCase> All { get; } =
    [
        Case(1, 1, 1),
        Case(3, 5, 7),
        Case(1, 17, 33),
        Case(2, 100, 33),
        Case(33, 17, 100),
        Case(5, 256, 3),
        Case(7, 1, 5),
        Case(17, 33, 1),
        Case(64, 64, 64),
        Case(65, 129, 97),
        Case(3, 4096, 10),
        Case(1, 10, 4097),
        Case(1, 65536, 64) with { Variant = "an eighth of Hidden1", Large = true },
        Case(1, 512, 16384) with { Variant = "an eighth of Final", Large = true },
        Case(8, 512, 4096) with { Variant = "Final in batches", Large = true },
    ];

    private static OpCase Case(int m, int k, int n) =>
        OpCase.Of($"{m}x{k}x{n}", new MatMul(), CaseInput.Normal("left", [m, k]), CaseInput.Normal("right", [k, n])) with { ExpectedShape = [m, n] };
}
