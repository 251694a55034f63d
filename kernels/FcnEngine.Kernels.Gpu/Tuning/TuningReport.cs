using System.Globalization;

namespace FcnEngine.Kernels.Gpu.Tuning;

/// <summary>Measured choices as a Markdown table: what was found, what the model would have taken, what that gains.</summary>
public static class TuningReport
{
    public static IEnumerable<string> Lines(IEnumerable<TunedKernel> kernels)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        yield return "| kernel | shape | precision | fastest | us | by the model | us | gain | variants |";
        yield return "|---|---|---|---|--:|---|--:|--:|--:|";
        foreach (var kernel in kernels)
        {
            double best = kernel.TimeOf(kernel.Winner)!.Value, model = kernel.TimeOf(kernel.ByModel) ?? double.NaN;
            yield return string.Create(CultureInfo.InvariantCulture,
                $"| {kernel.Key.Operation} | {kernel.Key.Shape} | {Lower(kernel)} | {kernel.Winner} | {best:F2} | {kernel.ByModel} | {model:F2} | {model / best:F2} | {kernel.Times.Count} |");
        }
    }

    private static string Lower(TunedKernel kernel) => kernel.Key.Precision.ToString().ToLowerInvariant();
}
