using FcnEngine.Data;
using FcnEngine.Training.Metrics;

namespace FcnEngine.Training.Baselines;

/// <summary>What predictions that learn nothing of the images would score: a network is worth what it has above them.</summary>
/// <param name="AllBackground">No pixel is ventricle.</param>
/// <param name="FixedMask">The best one mask for all frames; null where there were no training masks of that size.</param>
/// <param name="Mask">That mask.</param>
public sealed record BaselineScores(EvaluationResult AllBackground, EvaluationResult? FixedMask, FixedMask? Mask)
{
    /// <param name="samples">What is evaluated.</param>
    /// <param name="training">The training frames, from which the mask is made; null where they are not at hand.</param>
    public static BaselineScores Of(IReadOnlyList<Sample> samples, IReadOnlyList<Sample>? training)
    {
        var background = EvaluationResult.Of(
            [.. samples.Select((sample, index) => FrameScore.Of(index, sample, new byte[sample.Mask.Length]))], TimeSpan.Zero);
        if (training is not { Count: > 0 } || samples.Any(sample => sample.Size != training[0].Size)) return new BaselineScores(background, null, null);
        var mask = Baselines.FixedMask.Fit(training);
        return new BaselineScores(background, mask.Evaluate(samples), mask);
    }
}
