namespace FcnEngine.Training.TensorBoard;

/// <summary>
/// How many values lie between which bounds: buckets of equal width from the least to the greatest value, each open on its right
/// but the last. Equal values make one bucket of width 1 around them; values that are not finite are left out.
/// </summary>
/// <remarks>The rule is that of TensorBoard's own histogram summary (plugins/histogram/summary_v2).</remarks>
public sealed class HistogramBuckets
{
    public const int DefaultCount = 30;

    private readonly double _least, _width;
    private readonly long[] _counts;

    private HistogramBuckets(double least, double width, long[] counts) => (_least, _width, _counts) = (least, width, counts);

    /// <summary>How many buckets there are; none where there was no finite value.</summary>
    public int Count => _counts.Length;

    public long this[int bucket] => _counts[bucket];

    /// <summary>The left bound of a bucket; that of bucket <see cref="Count"/> is the right bound of the last.</summary>
    public double Bound(int bucket) => _least + bucket * _width;

    public static HistogramBuckets Of(ReadOnlySpan<float> values, int count = DefaultCount)
    {
        var (least, greatest, finite) = (float.PositiveInfinity, float.NegativeInfinity, 0L);
        foreach (var value in values)
        {
            if (!float.IsFinite(value)) continue;
            finite++;
            if (value < least) least = value;
            if (value > greatest) greatest = value;
        }

        if (finite == 0) return new HistogramBuckets(0, 0, []);
        var range = (double)greatest - least;
        if (range == 0) return new HistogramBuckets(least - 0.5, 1, [finite]);
        var counts = new long[count];
        var scale = count / range;
        foreach (var value in values)
        {
            if (float.IsFinite(value)) counts[Math.Min((int)(((double)value - least) * scale), count - 1)]++;
        }

        return new HistogramBuckets(least, range / count, counts);
    }

    /// <summary>[Count, 3]: left bound, right bound, how many values.</summary>
    public float[] ToRows()
    {
        var rows = new float[Count * 3];
        for (var i = 0; i < Count; i++)
            (rows[3 * i], rows[3 * i + 1], rows[3 * i + 2]) = ((float)Bound(i), (float)Bound(i + 1), _counts[i]);
        return rows;
    }
}
