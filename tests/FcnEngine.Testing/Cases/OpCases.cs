namespace FcnEngine.Testing.Cases;

/// <summary>The catalogue: every op with the sizes that break kernels.</summary>
public static class OpCases
{
    public static IReadOnlyList<OpCase> All { get; } =
    [
        .. Conv2dCases.All,
        .. Conv2dFusedCases.All,
        .. ConvTranspose2dCases.All,
        .. MaxPool2dCases.All,
        .. MatMulCases.All,
        .. ElementwiseCases.All,
        .. LossCases.All,
        .. UpdateCases.All,
        .. LayerLossCases.All,
        .. GradientThroughCases.All,
        .. EnlargementCases.All,
    ];
}
