using System.Globalization;
using System.Xml.Linq;
using FcnEngine.Training.Report.Charts;
using FcnEngine.Training.TensorBoard;
using static FcnEngine.Training.Report.Pages.Html;

namespace FcnEngine.Training.Report.Pages;

/// <summary>The curves of a run over steps and epochs.</summary>
internal static class CurveSection
{
    private const int Stretches = 180, MostDots = 60;

    /// <summary>Losses that span more than this are told apart on a logarithmic axis only.</summary>
    private const double LinearSpan = 12;

    public static XElement? Of(RunReport report)
    {
        var (files, baselines) = (report.Files, report.Evaluation?.Baselines);
        var best = files.Best?.Checkpoint.Record.State;
        XElement?[] charts =
        [
            ByStep(files, RunFiles.Loss, "Training loss", "cross-entropy"),
            ByEpoch(files, RunFiles.Dice, "Dice on the validation part", "Dice", AxisScale.Between(0, 1), [.. baselines?.FixedMask is { } mask ? [new ReferenceLine($"best fixed mask, {Figures.Dice(mask.Dice)}", mask.Dice, "fourth")] : Array.Empty<ReferenceLine>()],
                best is { } state ? string.Create(CultureInfo.InvariantCulture, $"The best epoch is {state.Epoch}, with Dice {Figures.Dice(state.BestDice)}; it is chosen by this very curve.") : null),
            ByEpoch(files, RunFiles.Accuracy, "Accuracy on the validation part", "accuracy, log scale of its error", AccuracyScale(files, baselines?.AllBackground.Accuracy),
                [.. baselines is null ? Array.Empty<ReferenceLine>() : [new ReferenceLine($"all background, {Figures.Share(baselines.AllBackground.Accuracy)}", baselines.AllBackground.Accuracy, "background")]], null),
            ByStep(files, RunFiles.LearningRate, "Learning rate", "rate of an update"),
        ];
        return charts.Any(chart => chart is not null) ? Section("Curves", Tag("div", Has("class", "charts"), charts)) : null;
    }

    private static XElement? ByStep(RunFiles files, string tag, string title, string unit)
    {
        if (files.Curves.GetValueOrDefault(tag) is not { Count: > 0 } points) return null;
        var band = CurveBand.Of(points, Stretches);
        if (band.Count == 0) return null;
        var x = AxisScale.Between(0, points[^1].Step + 1, leastStep: 1);
        var isLogarithmic = tag == RunFiles.Loss && band.Min(point => point.Least) > 0 && band.Max(point => point.Mean) > LinearSpan * band.Min(point => point.Mean);
        var y = isLogarithmic ? AxisScale.Logarithmic(band.SelectMany(point => new[] { point.Least, point.Greatest })) : AxisScale.Around(band.Select(point => point.Greatest), fromZero: true);
        (AxisScale, string)? above = files.StepsPerEpoch is { } steps ? (AxisScale.Between(0, (points[^1].Step + 1) / steps, leastStep: 1), "epochs") : null;
        return new LineChart(title, "steps", isLogarithmic ? $"{unit}, log scale" : unit, x, y, [new LineSeries(null, band, "first")])
        {
            Above = above,
            Note = tag == RunFiles.Loss
                ? string.Create(CultureInfo.InvariantCulture, $"{Figures.Count(points.Count)} steps; first {points[0].Value:F4}, last {points[^1].Value:F4}.{(band.Count < points.Count ? $" The line is the mean of {Math.Ceiling((double)points.Count / band.Count):F0} steps, the band reaches from the least to the greatest of them." : "")}")
                : string.Create(CultureInfo.InvariantCulture, $"From {points[0].Value:G4} at step {points[0].Step} to {points[^1].Value:G4} at step {points[^1].Step}."),
        }.Draw();
    }

    private static XElement? ByEpoch(RunFiles files, string tag, string title, string unit, AxisScale y, IReadOnlyList<ReferenceLine> references, string? note)
    {
        if (files.Curves.GetValueOrDefault(tag) is not { Count: > 0 } points) return null;
        BandPoint[] all = [.. points.Select(point => new BandPoint(point.Step, point.Value, point.Value, point.Value))];
        return new LineChart(title, "epoch", unit, AxisScale.Between(Math.Min(0, points[0].Step), points[^1].Step, leastStep: 1), y, [new LineSeries("network", all, "first") { HasDots = all.Length <= MostDots }])
        {
            References = references,
            Note = note,
        }.Draw();
    }

    private static AxisScale AccuracyScale(RunFiles files, double? background) =>
        AxisScale.Nines([.. files.Curves.GetValueOrDefault(RunFiles.Accuracy, []).Select((CurvePoint point) => (double)point.Value), .. background is { } known ? [known] : Array.Empty<double>()]);
}
