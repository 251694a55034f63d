using FcnEngine.Training.TensorBoard;

namespace FcnEngine.Training.Tests.TensorBoard;

public sealed class HistogramBucketsTests
{
    [Fact]
    public void Every_finite_value_is_in_one_bucket_whose_bounds_hold_it()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 1000).Select(_ => (float)(random.NextDouble() * 8 - 3)).ToArray();
        var buckets = HistogramBuckets.Of(values);
        Assert.Equal(30, buckets.Count);
        for (var i = 0; i < buckets.Count; i++)
        {
            // The oracle counts with the bounds themselves; a value within 1e-6 of a bound may fall on either side of it.
            var (left, right, last) = (buckets.Bound(i), buckets.Bound(i + 1), i == buckets.Count - 1);
            var inside = values.Count(value => value >= left + 1e-6 && value < right - 1e-6);
            var near = values.Count(value => value >= left - 1e-6 && (value < right + 1e-6 || last));
            Assert.InRange(buckets[i], inside, near);
        }

        Assert.Equal(1000, Enumerable.Range(0, 30).Sum(i => buckets[i]));
    }

    [Fact]
    public void Equal_values_make_one_bucket_of_width_1_around_them()
    {
        var buckets = HistogramBuckets.Of([2.5f, 2.5f, 2.5f]);
        Assert.Equal([2f, 3f, 3f], buckets.ToRows());
    }

    [Fact]
    public void No_finite_value_makes_no_bucket() =>
        Assert.Empty(HistogramBuckets.Of([float.NaN, float.PositiveInfinity]).ToRows());

    [Fact]
    public void The_widest_range_of_floats_does_not_overflow()
    {
        var buckets = HistogramBuckets.Of([float.MinValue, 0, float.MaxValue], count: 2);
        // The middle of the range is 0, the left bound of the second bucket.
        Assert.Equal((1, 2), (buckets[0], buckets[1]));
    }
}
