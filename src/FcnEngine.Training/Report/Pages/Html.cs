using System.Xml.Linq;

namespace FcnEngine.Training.Report.Pages;

/// <summary>Elements as values. Texts stay texts until <see cref="HtmlFile"/> writes them, escaped: no name in a record can become an element.</summary>
internal static class Html
{
    public static XElement Tag(string name, params object?[] content) => new(name, content);

    public static XAttribute Has(string name, string value) => new(name, value);

    /// <summary>A part of the page with a heading.</summary>
    public static XElement Section(string title, params IEnumerable<object?> content) => Tag("section", Tag("h2", title), content);

    public static XElement Paragraph(string text) => Tag("p", text);

    public static XElement Note(string text) => Tag("p", Has("class", "note"), text);

    /// <summary>A table that scrolls sideways where the screen is narrow; the first cell of each row names it.</summary>
    /// <param name="heads">Of the columns.</param>
    /// <param name="rows">Texts or elements.</param>
    /// <param name="style">A class; empty for none.</param>
    public static XElement Table(IEnumerable<string> heads, IEnumerable<IEnumerable<object?>> rows, string style = "")
    {
        string[] columns = [.. heads];
        return Tag("div", Has("class", "scroll"), Tag("table", style.Length > 0 ? Has("class", style) : null,
            columns.Length == 0 ? null : Tag("thead", Tag("tr", columns.Select(head => Tag("th", Has("scope", "col"), head)))),
            Tag("tbody", rows.Select(row => Tag("tr", row.Select((cell, column) => column == 0 ? Tag("th", Has("scope", "row"), cell) : cell is XElement { Name.LocalName: "td" } ? cell : Tag("td", cell)))))));
    }

    /// <summary>A cell whose figure can be found by name.</summary>
    public static XElement Figure(string name, string text) => Tag("td", Has("data-figure", name), text);

    /// <summary>Names and what they are, a line each.</summary>
    public static XElement Facts(IEnumerable<KeyValuePair<string, string>> facts) =>
        Table([], facts.Select(fact => new object?[] { fact.Key, Tag("td", Has("data-fact", fact.Key), fact.Value) }), "facts");
}
