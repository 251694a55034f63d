using System.Globalization;
using FcnEngine.Data;
using FcnEngine.Training.Metrics;

namespace FcnEngine.Training.Report;

/// <summary>A frame that a report shows with the outlines of its label and of its prediction.</summary>
/// <param name="Place"><see cref="Worst"/>, <see cref="Middle"/> or <see cref="Best"/> by Dice.</param>
/// <param name="Score">How it was segmented.</param>
/// <param name="Frame">The frame and its label.</param>
/// <param name="Predicted">The predicted class of each pixel, row-major.</param>
public sealed record ShownFrame(string Place, FrameScore Score, Sample Frame, byte[] Predicted)
{
    public const string Worst = "worst", Middle = "middle", Best = "best";

    private const int MostOfEach = 3;

    /// <summary>Which frames of a set to show: up to three of lowest, of middle and of highest Dice, no frame twice, each group in ascending order.</summary>
    public static IReadOnlyList<(string Place, FrameScore Score)> Choose(IReadOnlyList<FrameScore> frames)
    {
        FrameScore[] ranked = [.. frames.OrderBy(frame => frame.Dice).ThenBy(frame => frame.Index)];
        var each = Math.Min(MostOfEach, ranked.Length / 3);
        if (each == 0) return [.. ranked.Select((frame, place) => (place == 0 ? Worst : Best, frame))];
        var middle = (ranked.Length - each) / 2;
        return [.. ranked[..each].Select(frame => (Worst, frame)), .. ranked[middle..(middle + each)].Select(frame => (Middle, frame)), .. ranked[^each..].Select(frame => (Best, frame))];
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Place}: frame {Score.Index} {Score.Name}, Dice {Score.Dice:F4}");
}
