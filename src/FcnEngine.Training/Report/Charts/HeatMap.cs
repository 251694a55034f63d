using System.Globalization;
using System.Xml.Linq;
using static FcnEngine.Training.Report.Pages.Html;

namespace FcnEngine.Training.Report.Charts;

/// <summary>The mean of a setting of two parameters.</summary>
public sealed record HeatCell(string Column, string Row, double Mean, double? Deviation);

/// <summary>A figure over two parameters: the higher, the stronger the colour, and the number in it.</summary>
internal sealed record HeatMap(string Title, string ColumnName, string RowName, IReadOnlyList<string> Columns, IReadOnlyList<string> Rows, IReadOnlyList<HeatCell> Cells)
{
    private const double RowHeight = 44, Top = 30, Right = 10, Bottom = 8, LetterWidth = 6.6;

    /// <summary>From this share of the range on the colour is so strong that its letters are light.</summary>
    private const double LightFrom = 0.5;

    public XElement Draw()
    {
        var left = Rows.Max(row => row.Length) * LetterWidth + 30;
        var width = (ChartFrame.Width - left - Right) / Columns.Count;
        var (low, high) = (Cells.Min(cell => cell.Mean), Cells.Max(cell => cell.Mean));
        var svg = Tag("svg", Has("viewBox", $"0 0 {ChartFrame.Text(ChartFrame.Width)} {ChartFrame.Text(Top + 16 + Rows.Count * RowHeight + Bottom)}"), Has("role", "img"), Has("aria-label", Title));
        svg.Add(ChartFrame.Label(left + Columns.Count * width / 2, 12, ColumnName, "middle", "name"));
        svg.Add(Tag("text", Has("x", "13"), Has("y", ChartFrame.Text(Top + Rows.Count * RowHeight / 2)), Has("transform", $"rotate(-90 13 {ChartFrame.Text(Top + Rows.Count * RowHeight / 2)})"), Has("text-anchor", "middle"), Has("class", "name"), RowName));
        for (var column = 0; column < Columns.Count; column++) svg.Add(ChartFrame.Label(left + (column + 0.5) * width, Top - 2, Columns[column], "middle"));
        for (var row = 0; row < Rows.Count; row++) svg.Add(ChartFrame.Label(left - 8, Top + 4 + (row + 0.5) * RowHeight + 4, Rows[row], "end"));
        foreach (var cell in Cells) svg.Add(Draw(cell, left, width, high > low ? (cell.Mean - low) / (high - low) : 1));
        return Tag("figure", Tag("figcaption", Title), svg, Tag("p", Has("class", "note"), "Mean over the seeds, with its deviation under it. A cell without colour was not tried."));
    }

    private IEnumerable<XElement> Draw(HeatCell cell, double left, double width, double strength)
    {
        var (column, row) = (Columns.ToList().IndexOf(cell.Column), Rows.ToList().IndexOf(cell.Row));
        var (x, y) = (left + column * width, Top + 4 + row * RowHeight);
        var (middle, letters) = (x + width / 2, strength >= LightFrom ? "light" : "dark");
        var opacity = (0.12 + 0.83 * strength).ToString("F2", CultureInfo.InvariantCulture);
        yield return Tag("rect",
            Has("x", ChartFrame.Text(x + 1)), Has("y", ChartFrame.Text(y + 1)), Has("width", ChartFrame.Text(width - 2)), Has("height", ChartFrame.Text(RowHeight - 2)), Has("class", "heat"), Has("fill-opacity", opacity),
            Tag("title", $"{ColumnName} {cell.Column}, {RowName} {cell.Row}: {Figures.Dice(cell.Mean)}{(cell.Deviation is { } spread ? $" ± {Figures.Dice(spread)}" : "")}"));
        yield return ChartFrame.Label(middle, y + RowHeight / 2 + (cell.Deviation is null ? 4 : -2), Figures.Dice(cell.Mean), "middle", $"cell {letters}");
        if (cell.Deviation is { } deviation) yield return ChartFrame.Label(middle, y + RowHeight / 2 + 13, $"± {Figures.Dice(deviation)}", "middle", $"cell small {letters}");
    }
}
