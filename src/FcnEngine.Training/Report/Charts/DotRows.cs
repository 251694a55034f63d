using System.Xml.Linq;
using static FcnEngine.Training.Report.Pages.Html;

namespace FcnEngine.Training.Report.Charts;

/// <summary>A dot in a row.</summary>
/// <param name="Style"><c>dot</c> and a colour, or <c>ring</c> and a colour for a hollow one.</param>
/// <param name="Title">Told when pointed at.</param>
public sealed record RowDot(double Value, string Style, string Title);

/// <summary>A row of dots with a name.</summary>
/// <param name="Mean">A stroke across the row; null for none.</param>
public sealed record DotRow(string Name, IReadOnlyList<RowDot> Dots, double? Mean = null);

/// <summary>Values by row on one axis, such as the Dice of each patient or the seeds of each setting.</summary>
internal sealed record DotRows(string Title, string XName, AxisScale X, IReadOnlyList<DotRow> Rows)
{
    private const int LongestNameBeside = 16;
    private const double LetterWidth = 6.6, RowHeight = 19, RowHeightWithName = 34;

    public IReadOnlyList<ReferenceLine> References { get; init; } = [];

    public string? Note { get; init; }

    /// <summary>What the dots are.</summary>
    public IReadOnlyList<(string Name, string Style)> Legend { get; init; } = [];

    public XElement Draw()
    {
        // Long names stand above their row, where there is room for them.
        var isAbove = Rows.Max(row => row.Name.Length) > LongestNameBeside;
        var frame = new ChartFrame(X, null, Rows.Count * (isAbove ? RowHeightWithName : RowHeight) + 6, isAbove ? 12 : Rows.Max(row => row.Name.Length) * LetterWidth + 12);
        return Tag("figure",
            Tag("figcaption", Title),
            frame.Draw(
                Title, XName, "",
                References.Select(line => ChartFrame.Line(frame.PlaceX(line.Value), frame.PlaceRow(0, Rows.Count) - 14, frame.PlaceX(line.Value), frame.PlaceRow(Rows.Count - 1, Rows.Count) + 14, $"line {line.Style}")),
                Rows.SelectMany((row, place) => DrawRow(frame, row, frame.PlaceRow(place, Rows.Count), isAbove))),
            Tag("ul", Has("class", "legend"),
                Legend.Select(entry => Tag("li", Tag("svg", Has("viewBox", "0 0 14 10"), Has("class", "key"), Has("aria-hidden", "true"), ChartFrame.Dot(7, 5, 4, entry.Style, entry.Name)), entry.Name)),
                LineChart.Legend(References.Select(line => (line.Name, line.Style))).Elements()),
            Note is null ? null : Tag("p", Has("class", "note"), Note));
    }

    private IEnumerable<XElement> DrawRow(ChartFrame frame, DotRow row, double middle, bool isAbove)
    {
        var y = isAbove ? middle + 8 : middle;
        yield return ChartFrame.Line(frame.PlaceX(X.From), y, frame.PlaceX(X.To), y, "grid");
        yield return isAbove ? ChartFrame.Label(frame.Left, middle - 5, row.Name, "start", "row") : ChartFrame.Label(frame.Left - 8, y + 4, row.Name, "end", "row");
        if (row.Mean is { } mean) yield return ChartFrame.Line(frame.PlaceX(mean), y - 7, frame.PlaceX(mean), y + 7, "mean");
        foreach (var dot in row.Dots) yield return ChartFrame.Dot(frame.PlaceX(dot.Value), y, 4.2, dot.Style, dot.Title);
    }
}
