using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using static FcnEngine.Training.Report.Pages.Html;

namespace FcnEngine.Training.Report.Pages;

/// <summary>Elements -> a page that needs nothing beside it: its style inside, pictures as data, no script, and no leave to load anything.</summary>
internal static class HtmlFile
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    private static readonly HashSet<string> s_void = ["meta", "img", "br", "hr"];

    public static string Page(string title, params IEnumerable<object?> body)
    {
        var page = Tag("html", Has("lang", "en"),
            Tag("head",
                Tag("meta", Has("charset", "utf-8")),
                Tag("meta", Has("http-equiv", "Content-Security-Policy"), Has("content", Policy)),
                Tag("meta", Has("name", "viewport"), Has("content", "width=device-width, initial-scale=1")),
                Tag("title", title),
                Tag("style", PageStyle.Text)),
            Tag("body", Tag("main", body)));
        Clean(page);
        var text = new StringBuilder("<!DOCTYPE html>\n");
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, ConformanceLevel = ConformanceLevel.Fragment, NewLineHandling = NewLineHandling.None }))
            page.WriteTo(writer);
        return text.Append('\n').ToString();
    }

    public static byte[] Encode(string page) => Encoding.UTF8.GetBytes(page);

    /// <summary>Puts a sign in place of every character that XML cannot hold or that turns the direction of the text around it.</summary>
    private static void Clean(XElement page)
    {
        foreach (var element in page.DescendantsAndSelf().ToArray())
        {
            foreach (var attribute in element.Attributes()) attribute.Value = Clean(attribute.Value);
            foreach (var text in element.Nodes().OfType<XText>()) text.Value = Clean(text.Value);
            // HTML knows no short form of an element that could have content.
            if (element.IsEmpty && !s_void.Contains(element.Name.LocalName)) element.Add("");
        }
    }

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // An unpaired surrogate arrives here as the replacement character already.
            var isPlain = rune.Value is '\n' or '\t' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned);
            clean.Append(isPlain && rune.Value is not (0xFFFE or 0xFFFF) ? rune.ToString() : "\uFFFD");
        }

        return clean.ToString();
    }
}
