using System.Globalization;
using System.Xml.Linq;
using static FcnEngine.Training.Report.Pages.Html;

namespace FcnEngine.Training.Report.Charts;

/// <summary>
/// The field of a chart: two axes with marks, names and a grid. All charts are drawn as wide as a phone's screen and grow with their
/// place on the page, so that their letters stay readable on both.
/// </summary>
/// <param name="X">The lower axis.</param>
/// <param name="Y">The left axis; null where rows have names of their own.</param>
/// <param name="Height">Of the field, in the chart's units.</param>
/// <param name="Left">Room left of the field.</param>
internal sealed record ChartFrame(AxisScale X, AxisScale? Y, double Height, double Left = 58)
{
    public const double Width = 440;

    private const double Right = 14, Top = 10, TopWithAxis = 40, Bottom = 42;

    /// <summary>A second axis above, for the same places in another unit.</summary>
    public (AxisScale Scale, string Name)? Above { get; init; }

    private double FieldTop => Above is null ? Top : TopWithAxis;

    public double PlaceX(double value) => Left + X.Place(value) * (Width - Left - Right);

    public double PlaceY(double value) => FieldTop + (1 - Y!.Place(value)) * Height;

    /// <summary>The place of a row of equal rows.</summary>
    public double PlaceRow(int row, int rows) => FieldTop + (row + 0.5) * Height / rows;

    /// <summary>The picture: grid and axes, and what is drawn on them.</summary>
    public XElement Draw(string description, string xName, string yName, params IEnumerable<object?> content)
    {
        double right = Width - Right, bottom = FieldTop + Height;
        var svg = Tag("svg", Has("viewBox", $"0 0 {Text(Width)} {Text(bottom + Bottom)}"), Has("role", "img"), Has("aria-label", description));
        foreach (var tick in X.Ticks)
        {
            svg.Add(Line(PlaceX(tick), FieldTop, PlaceX(tick), bottom, "grid"));
            svg.Add(Label(PlaceX(tick), bottom + 16, X.Text(tick), "middle"));
        }

        foreach (var tick in Y?.Ticks ?? [])
        {
            svg.Add(Line(Left, PlaceY(tick), right, PlaceY(tick), "grid"));
            svg.Add(Label(Left - 6, PlaceY(tick) + 4, Y!.Text(tick), "end"));
        }

        svg.Add(Line(Left, bottom, right, bottom, "axis"), Label((Left + right) / 2, bottom + 34, xName, "middle", "name"));
        if (Y is not null)
        {
            var middle = Text(FieldTop + Height / 2);
            svg.Add(Tag("text", Has("x", "13"), Has("y", middle), Has("transform", $"rotate(-90 13 {middle})"), Has("text-anchor", "middle"), Has("class", "name"), yName));
        }

        if (Above is { } above)
        {
            foreach (var tick in above.Scale.Ticks)
            {
                var x = Left + above.Scale.Place(tick) * (right - Left);
                svg.Add(Line(x, FieldTop - 4, x, FieldTop, "axis"), Label(x, FieldTop - 8, above.Scale.Text(tick), "middle"));
            }

            svg.Add(Label((Left + right) / 2, 12, above.Name, "middle", "name"));
        }

        svg.Add(content);
        return svg;
    }

    public static XElement Line(double x1, double y1, double x2, double y2, string style) =>
        Tag("line", Has("x1", Text(x1)), Has("y1", Text(y1)), Has("x2", Text(x2)), Has("y2", Text(y2)), Has("class", style));

    public static XElement Label(double x, double y, string text, string anchor, string style = "tick") =>
        Tag("text", Has("x", Text(x)), Has("y", Text(y)), Has("text-anchor", anchor), Has("class", style), text);

    /// <summary>A dot that tells its values when pointed at.</summary>
    public static XElement Dot(double x, double y, double radius, string style, string title) =>
        Tag("circle", Has("cx", Text(x)), Has("cy", Text(y)), Has("r", Text(radius)), Has("class", style), Tag("title", title));

    /// <summary>A line through points.</summary>
    public static XElement Path(IEnumerable<(double X, double Y)> points, string style, string? title = null) => Tag(
        "path", Has("d", "M" + string.Join('L', points.Select(point => $"{Text(point.X)} {Text(point.Y)}"))), Has("class", style), title is null ? null : Tag("title", title));

    /// <summary>A length to a tenth of a unit.</summary>
    public static string Text(double length) => Math.Round(length, 1).ToString(CultureInfo.InvariantCulture);
}
