using System.Xml.Linq;
using static FcnEngine.Training.Report.Pages.Html;

namespace FcnEngine.Training.Report.Charts;

/// <summary>A curve.</summary>
/// <param name="Name">In the legend; null for none.</param>
/// <param name="Points">Ascending; a point's least and greatest make a band behind the line.</param>
/// <param name="Style">A class of <see cref="Pages.PageStyle"/> for lines.</param>
public sealed record LineSeries(string? Name, IReadOnlyList<BandPoint> Points, string Style)
{
    /// <summary>Whether each point has a dot that tells its value.</summary>
    public bool HasDots { get; init; }

    /// <summary>What a dot tells; null for its values.</summary>
    public string? Title { get; init; }
}

/// <summary>A value that curves are to be compared with, across the whole chart.</summary>
public sealed record ReferenceLine(string Name, double Value, string Style);

/// <summary>Curves over one axis.</summary>
internal sealed record LineChart(string Title, string XName, string YName, AxisScale X, AxisScale Y, IReadOnlyList<LineSeries> Series)
{
    private const double Height = 200;

    public IReadOnlyList<ReferenceLine> References { get; init; } = [];

    public (AxisScale Scale, string Name)? Above { get; init; }

    /// <summary>Whether the legend begins with the series that is drawn last, over the others.</summary>
    public bool FirstIsLast { get; init; }

    /// <summary>A sentence under the chart.</summary>
    public string? Note { get; init; }

    public XElement Draw()
    {
        var frame = new ChartFrame(X, Y, Height) { Above = Above };
        var named = Series.Where(series => series.Name is not null).Select(series => (series.Name!, series.Style));
        (string Name, string Style)[] legend = [.. FirstIsLast ? named.Reverse() : named, .. References.Select(line => (line.Name, line.Style))];
        return Tag("figure",
            Tag("figcaption", Title),
            frame.Draw(
                $"{Title}: {YName} over {XName}", XName, YName,
                References.Select(line => ChartFrame.Line(frame.PlaceX(X.From), frame.PlaceY(line.Value), frame.PlaceX(X.To), frame.PlaceY(line.Value), $"line {line.Style}")),
                Series.Where(series => series.Points.Count > 0).SelectMany(series => DrawSeries(frame, series))),
            legend.Length > 1 || References.Count > 0 ? Legend(legend) : null,
            Note is null ? null : Tag("p", Has("class", "note"), Note));
    }

    /// <summary>Names beside a piece of their line.</summary>
    public static XElement Legend(IEnumerable<(string Name, string Style)> entries) => Tag("ul", Has("class", "legend"), entries.Select(entry => Tag("li",
        Tag("svg", Has("viewBox", "0 0 28 10"), Has("class", "key"), Has("aria-hidden", "true"), ChartFrame.Line(1, 5, 27, 5, $"line {entry.Style}")), entry.Name)));

    private IEnumerable<XElement> DrawSeries(ChartFrame frame, LineSeries series)
    {
        (double X, double Y) Place(double x, double y) => (frame.PlaceX(x), frame.PlaceY(y));
        if (series.Points.Any(point => point.Greatest > point.Least))
        {
            var around = series.Points.Select(point => Place(point.X, point.Greatest)).Concat(series.Points.Reverse().Select(point => Place(point.X, point.Least)));
            yield return ChartFrame.Path(around, $"band {series.Style}");
        }

        yield return ChartFrame.Path(series.Points.Select(point => Place(point.X, point.Mean)), $"line {series.Style}", series.Title);
        if (!series.HasDots && series.Points.Count > 1) yield break;
        foreach (var point in series.Points)
        {
            var (x, y) = Place(point.X, point.Mean);
            yield return ChartFrame.Dot(x, y, 2.6, $"dot {series.Style}", series.Title ?? $"{XName} {Figures.Count(point.X)}: {Figures.Share(point.Mean)}");
        }
    }
}
