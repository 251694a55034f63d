using System.Globalization;
using System.Xml.Linq;
using static FcnEngine.Training.Report.Pages.Html;

namespace FcnEngine.Training.Report.Charts;

/// <summary>One setting: its value on each axis, and what came of it.</summary>
public sealed record ParallelLine(string Title, IReadOnlyList<string> Values, double Figure);

/// <summary>Settings as lines across an axis for each parameter to one for the figure: the higher it is, the stronger the line.</summary>
internal sealed record ParallelCoordinates(string Title, IReadOnlyList<string> Names, string FigureName, IReadOnlyList<ParallelLine> Lines)
{
    private const double AxisGap = 96, Top = 34, Height = 220, Side = 46, Right = 62, MostLogarithmicRatio = 15;

    /// <summary>An axis names its values where there are no more.</summary>
    private const int MostNamedValues = 8;

    public XElement Draw()
    {
        var width = Math.Max(ChartFrame.Width, Side + Right + Names.Count * AxisGap);
        double At(int axis) => Side + axis * (width - Side - Right) / Names.Count;
        var places = Names.Select((_, axis) => PlacesOf([.. Lines.Select(line => line.Values[axis])])).ToArray();
        var figures = AxisScale.Around(Lines.Select(line => line.Figure));
        var (low, high) = (Lines.Min(line => line.Figure), Lines.Max(line => line.Figure));
        double Down(double place) => Top + (1 - place) * Height;

        var svg = Tag("svg", Has("viewBox", $"0 0 {ChartFrame.Text(width)} {ChartFrame.Text(Top + Height + 14)}"), Has("role", "img"), Has("aria-label", Title));
        foreach (var line in Lines.OrderBy(line => line.Figure))
        {
            var points = line.Values.Select((value, axis) => (At(axis), Down(places[axis][value]))).Append((At(Names.Count), Down(figures.Place(line.Figure))));
            var path = ChartFrame.Path(points, line.Figure == high ? "line second thick" : "line first", $"{line.Title}: {FigureName} {Figures.Dice(line.Figure)}");
            path.Add(Has("stroke-opacity", (high > low ? 0.2 + 0.8 * (line.Figure - low) / (high - low) : 1).ToString("F2", CultureInfo.InvariantCulture)));
            svg.Add(path);
        }

        for (var axis = 0; axis < Names.Count; axis++)
        {
            svg.Add(ChartFrame.Line(At(axis), Top, At(axis), Top + Height, "axis"), ChartFrame.Label(At(axis), 14 + axis % 2 * 12, Names[axis], axis == 0 ? "start" : "middle", "name"));
            var named = places[axis].OrderBy(value => value.Value).ToArray();
            foreach (var (value, place) in named.Length <= MostNamedValues ? named : [named[0], named[^1]]) svg.Add(ChartFrame.Label(At(axis) + 5, Down(place) + 4, value, "start", "tick over"));
        }

        svg.Add(ChartFrame.Line(At(Names.Count), Top, At(Names.Count), Top + Height, "axis"), ChartFrame.Label(width - 2, 14, FigureName, "end", "name"));
        foreach (var tick in figures.Ticks) svg.Add(ChartFrame.Label(At(Names.Count) + 5, Down(figures.Place(tick)) + 4, figures.Text(tick), "start", "tick over"));
        return Tag("figure", Has("class", "wide"), Tag("figcaption", Title), Tag("div", Has("class", "scroll"), svg), Tag("p", Has("class", "note"), "A line a setting. The stronger the line, the higher its mean Dice; the first one is drawn thick."));
    }

    /// <summary>Numbers by their size, by factors where they span more than a decade; words in their order, evenly.</summary>
    private static Dictionary<string, double> PlacesOf(IReadOnlyList<string> values)
    {
        string[] distinct = [.. values.Distinct()];
        var numbers = distinct.Select(value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToArray();
        if (numbers.Any(double.IsNaN)) return distinct.Select((value, place) => (value, place)).ToDictionary(pair => pair.value, pair => (pair.place + 0.5) / distinct.Length);
        if (distinct.Length == 1) return new Dictionary<string, double> { [distinct[0]] = 0.5 };
        var (low, high) = (numbers.Min(), numbers.Max());
        double Place(double number) => low > 0 && high / low > MostLogarithmicRatio ? Math.Log(number / low) / Math.Log(high / low) : (number - low) / (high - low);
        return distinct.Zip(numbers).ToDictionary(pair => pair.First, pair => Place(pair.Second));
    }
}
