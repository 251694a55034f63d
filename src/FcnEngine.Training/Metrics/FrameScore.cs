using FcnEngine.Data;

namespace FcnEngine.Training.Metrics;

/// <summary>How one frame was segmented.</summary>
/// <param name="Index">The frame's place in its set, from 0.</param>
/// <param name="Name">What the frame is called; may be empty.</param>
/// <param name="Patient">Whose heart it is; may be empty.</param>
/// <param name="Counts">Its pixels.</param>
/// <param name="Distance">How far the outlines are apart; null where the spacing is unknown or a mask is empty.</param>
public sealed record FrameScore(int Index, string Name, string Patient, ConfusionCounts Counts, ContourDistance? Distance)
{
    public double Dice => Counts.Dice;

    /// <summary>Scores a prediction, a map of classes 0 and 1.</summary>
    public static FrameScore Of(int index, Sample sample, ReadOnlySpan<byte> predicted) => new(
        index, sample.Name, sample.Patient, ConfusionCounts.Of(predicted, sample.Mask),
        sample.PixelSpacing is { Row: > 0, Column: > 0 } spacing ? ContourDistance.Of(predicted, sample.Mask, sample.Size, spacing) : null);
}
