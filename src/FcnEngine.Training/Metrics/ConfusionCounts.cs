namespace FcnEngine.Training.Metrics;

/// <summary>Pixels by label and prediction; class 1 is the left ventricle. Counts of several images add up.</summary>
/// <param name="TruePositives">Label 1, predicted 1.</param>
/// <param name="FalsePositives">Label 0, predicted 1.</param>
/// <param name="FalseNegatives">Label 1, predicted 0.</param>
/// <param name="TrueNegatives">Label 0, predicted 0.</param>
public readonly record struct ConfusionCounts(long TruePositives, long FalsePositives, long FalseNegatives, long TrueNegatives)
{
    public long Pixels => TruePositives + FalsePositives + FalseNegatives + TrueNegatives;

    /// <summary>The share of pixels whose class is right; the lab also prints it as precision, which <see cref="Precision"/> is not.</summary>
    public double Accuracy => Pixels == 0 ? 0 : (double)(TruePositives + TrueNegatives) / Pixels;

    /// <summary>The share of the predicted ventricle that is ventricle; 0 where none was predicted.</summary>
    public double Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    /// <summary>The share of the ventricle that was predicted; 0 where there is none.</summary>
    public double Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    /// <summary>2 |prediction AND label| / (|prediction| + |label|); 1 where both are empty, for they agree.</summary>
    public double Dice
    {
        get
        {
            var sizes = 2 * TruePositives + FalsePositives + FalseNegatives;
            return sizes == 0 ? 1 : 2.0 * TruePositives / sizes;
        }
    }

    /// <summary>The accuracy of a prediction without any ventricle: what a useful one must beat.</summary>
    public double AllBackgroundAccuracy => Pixels == 0 ? 0 : (double)(FalsePositives + TrueNegatives) / Pixels;

    public static ConfusionCounts operator +(ConfusionCounts left, ConfusionCounts right) => new(
        left.TruePositives + right.TruePositives, left.FalsePositives + right.FalsePositives,
        left.FalseNegatives + right.FalseNegatives, left.TrueNegatives + right.TrueNegatives);

    public static ConfusionCounts Add(ConfusionCounts left, ConfusionCounts right) => left + right;

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    /// <summary>Counts two maps of classes 0 and 1 against each other.</summary>
    /// <exception cref="ArgumentException">The maps are not of one size.</exception>
    public static ConfusionCounts Of(ReadOnlySpan<byte> predicted, ReadOnlySpan<byte> labels)
    {
        if (predicted.Length != labels.Length) throw new ArgumentException($"{predicted.Length} predicted pixels do not match {labels.Length} labels");
        // [label, prediction] as one index of two bits.
        Span<long> counts = stackalloc long[4];
        for (var i = 0; i < labels.Length; i++) counts[(labels[i] & 1) << 1 | (predicted[i] & 1)]++;
        return new ConfusionCounts(counts[0b11], counts[0b01], counts[0b10], counts[0b00]);
    }
}
