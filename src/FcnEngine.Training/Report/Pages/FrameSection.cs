using System.Globalization;
using System.Xml.Linq;
using FcnEngine.Data.Images;
using FcnEngine.Data.Inspection;
using FcnEngine.Training.Outlines;
using static FcnEngine.Training.Report.Pages.Html;

namespace FcnEngine.Training.Report.Pages;

/// <summary>The worst, middle and best frames, each around its outlines.</summary>
internal static class FrameSection
{
    /// <summary>Pixels around the outlines that are shown too, and the least that is shown.</summary>
    private const int Margin = 16, LeastExtent = 96;

    public static XElement? Of(RunEvaluation evaluation) => evaluation.Frames.Count == 0 ? null : Section(
        $"Worst, middle and best frames of the {evaluation.Detailed.Kept.Role} checkpoint",
        Tag("ul", Has("class", "legend"), Key("label", "label"), Key("prediction", "prediction")),
        evaluation.Frames.GroupBy(frame => frame.Place).SelectMany(group => new[]
        {
            Tag("h3", $"The {group.Key} by Dice"),
            Tag("div", Has("class", "frames"), group.Select(Draw)),
        }));

    private static XElement Key(string name, string style) =>
        Tag("li", Tag("svg", Has("viewBox", "0 0 28 10"), Has("class", "key film"), Has("aria-hidden", "true"), Tag("path", Has("d", "M1 5H27"), Has("class", $"outline {style}"))), name);

    private static XElement Draw(ShownFrame shown)
    {
        var (frame, score) = (shown.Frame, shown.Score);
        var range = GrayRange.Of(frame.Pixels);
        var picture = Convert.ToBase64String(PngWriter.EncodeGray(frame.Height, frame.Width, Array.ConvertAll(frame.Pixels, value => range.Gray(value))));
        string label = MaskPath.Of(frame.Mask, frame.Size), prediction = MaskPath.Of(shown.Predicted, frame.Size);
        var (left, top, extent) = Window(shown);
        XElement Outline(string path, string style) => Tag("path", Has("d", path), Has("class", $"outline {style}"));
        return Tag("figure",
            Tag("svg", Has("viewBox", string.Create(CultureInfo.InvariantCulture, $"{left} {top} {extent} {extent}")), Has("role", "img"), Has("aria-label", $"frame {score.Index} with the outlines of its label and its prediction"),
                Tag("image", Has("href", $"data:image/png;base64,{picture}"), Has("x", "0"), Has("y", "0"), Has("width", Number(frame.Width)), Has("height", Number(frame.Height)), Has("style", "image-rendering: pixelated")),
                label.Length == 0 ? null : new[] { Outline(label, "under"), Outline(label, "label") },
                prediction.Length == 0 ? null : new[] { Outline(prediction, "under"), Outline(prediction, "prediction") }),
            Tag("figcaption",
                Tag("b", Has("data-figure", "shown"), Figures.Dice(score.Dice)), " ", score.Name.Length > 0 ? score.Name : $"frame {Number(score.Index)}",
                prediction.Length == 0 ? "; nothing predicted" : null, label.Length == 0 ? "; nothing labelled" : null,
                score.Distance is { } distance ? $"; Hausdorff 95 % {Figures.Millimetres(distance.Hausdorff95)} mm" : null));
    }

    /// <summary>A square around both outlines, as far as the frame reaches.</summary>
    private static (int Left, int Top, int Extent) Window(ShownFrame shown)
    {
        var size = shown.Frame.Size;
        var (left, top, right, bottom) = (size.Width, size.Height, 0, 0);
        for (var i = 0; i < shown.Predicted.Length; i++)
        {
            if (shown.Predicted[i] == 0 && shown.Frame.Mask[i] == 0) continue;
            (left, right) = (Math.Min(left, i % size.Width), Math.Max(right, i % size.Width + 1));
            (top, bottom) = (Math.Min(top, i / size.Width), Math.Max(bottom, i / size.Width + 1));
        }

        var whole = Math.Max(size.Width, size.Height);
        if (right == 0) return (0, 0, whole);
        var extent = Math.Min(whole, Math.Max(LeastExtent, Math.Max(right - left, bottom - top) + 2 * Margin));
        return (Math.Clamp((left + right - extent) / 2, 0, Math.Max(0, size.Width - extent)), Math.Clamp((top + bottom - extent) / 2, 0, Math.Max(0, size.Height - extent)), extent);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
