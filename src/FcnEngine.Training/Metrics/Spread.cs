namespace FcnEngine.Training.Metrics;

/// <summary>A mean and how far the values lie from it.</summary>
/// <param name="Mean">The arithmetic mean.</param>
/// <param name="Deviation">The sample standard deviation, with n - 1; null where there is one value only.</param>
/// <param name="Count">How many values there were.</param>
public readonly record struct Spread(double Mean, double? Deviation, int Count)
{
    /// <summary>The spread of some values; null where there is none.</summary>
    public static Spread? Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0) return null;
        var mean = values.Average();
        if (values.Count == 1) return new Spread(mean, null, 1);
        var squares = values.Sum(value => (value - mean) * (value - mean));
        return new Spread(mean, Math.Sqrt(squares / (values.Count - 1)), values.Count);
    }
}
