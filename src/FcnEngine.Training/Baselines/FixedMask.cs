using FcnEngine.Data;
using FcnEngine.Training.Metrics;

namespace FcnEngine.Training.Baselines;

/// <summary>
/// The best prediction that looks at no image: one mask for every frame. A pixel belongs to it where at least
/// <paramref name="Threshold"/> of the training masks cover it; the threshold is the one of highest Dice over the training masks themselves.
/// </summary>
/// <param name="Size">The frames' size.</param>
/// <param name="Mask">1 inside, row-major [height, width].</param>
/// <param name="Threshold">How many training masks must cover a pixel.</param>
/// <param name="TrainingMasks">How many there were.</param>
public sealed record FixedMask(FrameSize Size, byte[] Mask, int Threshold, int TrainingMasks)
{
    /// <exception cref="ArgumentException">There are no frames, or of different sizes.</exception>
    public static FixedMask Fit(IReadOnlyList<Sample> training)
    {
        if (training.Count == 0) throw new ArgumentException("a fixed mask needs training frames", nameof(training));
        var size = training[0].Size;
        var cover = new int[size.Pixels];
        foreach (var sample in training)
        {
            if (sample.Size != size) throw new ArgumentException($"frame '{sample.Name}' is {sample.Size}, the first one is {size}", nameof(training));
            for (var i = 0; i < cover.Length; i++) cover[i] += sample.Mask[i];
        }

        var threshold = BestThreshold(cover, training.Count);
        return new FixedMask(size, [.. cover.Select(count => count >= threshold ? (byte)1 : (byte)0)], threshold, training.Count);
    }

    /// <summary>Scores the mask as the prediction for some frames.</summary>
    /// <exception cref="ArgumentException">A frame has another size.</exception>
    public EvaluationResult Evaluate(IReadOnlyList<Sample> samples) =>
        EvaluationResult.Of([.. samples.Select((sample, index) => FrameScore.Of(index, sample, Mask))], TimeSpan.Zero);

    /// <summary>
    /// With c the cover of a pixel and n masks: Dice(t) = 2 (sum of c where c >= t) / (n (pixels with c >= t) + sum of c).
    /// Of equal thresholds the lowest is taken.
    /// </summary>
    private static int BestThreshold(int[] cover, int masks)
    {
        var pixelsOf = new long[masks + 1];
        foreach (var count in cover) pixelsOf[count]++;
        long labelled = cover.Sum(count => (long)count), pixels = 0, covered = 0;
        var (best, bestDice) = (1, -1.0);
        for (var threshold = masks; threshold >= 1; threshold--)
        {
            pixels += pixelsOf[threshold];
            covered += pixelsOf[threshold] * threshold;
            var sizes = masks * pixels + labelled;
            var dice = sizes == 0 ? 1 : 2.0 * covered / sizes;
            if (dice >= bestDice) (best, bestDice) = (threshold, dice);
        }

        return best;
    }
}
