namespace FcnEngine.Data.Tests.Support;

/// <summary>What can be reached without learning: Dice over a whole set, 2 |A and B| / (|A| + |B|).</summary>
internal static class Baselines
{
    /// <summary>Best Dice over all thresholds, "at least t" and "below t", by histograms of the set itself.</summary>
    public static double BestThresholdDice(IReadOnlyList<Sample> samples)
    {
        var high = samples.Max(s => s.Pixels.Max()) + 2;
        var inside = new long[high];
        var all = new long[high];
        foreach (var sample in samples)
        {
            for (var i = 0; i < sample.Pixels.Length; i++)
            {
                all[sample.Pixels[i]]++;
                inside[sample.Pixels[i]] += sample.Mask[i];
            }
        }
        long labelled = inside.Sum(), total = all.Sum();
        long insideBelow = 0, allBelow = 0;
        double best = 0;
        for (var t = 0; t < high; t++)
        {
            best = Math.Max(best, 2.0 * (labelled - insideBelow) / Math.Max(1, total - allBelow + labelled));
            best = Math.Max(best, 2.0 * insideBelow / Math.Max(1, allBelow + labelled));
            insideBelow += inside[t];
            allBelow += all[t];
        }
        return best;
    }

    /// <summary>Dice on val of the pixels labelled in more than t training frames, t chosen for the best Dice on train.</summary>
    public static double FixedMaskDice(IReadOnlyList<Sample> train, IReadOnlyList<Sample> val)
    {
        var votes = new int[train[0].Mask.Length];
        foreach (var sample in train)
        {
            for (var i = 0; i < votes.Length; i++)
                votes[i] += sample.Mask[i];
        }
        var chosen = Enumerable.Range(0, train.Count).MaxBy(t => Dice(train, votes, t));
        return Dice(val, votes, chosen);
    }

    private static double Dice(IReadOnlyList<Sample> samples, int[] votes, int threshold)
    {
        long both = 0, predicted = 0, labelled = 0;
        var chosen = Enumerable.Range(0, votes.Length).Where(i => votes[i] > threshold).ToArray();
        foreach (var sample in samples)
        {
            predicted += chosen.Length;
            labelled += sample.LabelledPixels;
            foreach (var i in chosen)
                both += sample.Mask[i];
        }
        return 2.0 * both / Math.Max(1, predicted + labelled);
    }
}
