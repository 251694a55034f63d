using FcnEngine.Training.TensorBoard;

namespace FcnEngine.Training.Report.Charts;

/// <summary>A stretch of a curve as one point: its middle, and the mean, least and greatest of its values.</summary>
public readonly record struct BandPoint(double X, double Mean, double Least, double Greatest);

/// <summary>A long curve as a chart can draw it.</summary>
public static class CurveBand
{
    /// <summary>Cuts the points into stretches of equal length in steps. A curve of no more points than stretches stays as it is.</summary>
    /// <param name="points">By step, ascending.</param>
    public static IReadOnlyList<BandPoint> Of(IReadOnlyList<CurvePoint> points, int stretches)
    {
        CurvePoint[] finite = [.. points.Where(point => float.IsFinite(point.Value))];
        if (finite.Length <= stretches) return [.. finite.Select(point => new BandPoint(point.Step, point.Value, point.Value, point.Value))];
        var (first, width) = (finite[0].Step, (double)(finite[^1].Step - finite[0].Step + 1) / stretches);
        return [.. finite.GroupBy(point => (int)((point.Step - first) / width)).Select(stretch => new BandPoint(
            stretch.Average(point => (double)point.Step), stretch.Average(point => (double)point.Value), stretch.Min(point => point.Value), stretch.Max(point => point.Value)))];
    }
}
