using FcnEngine.Initializers;
using FcnEngine.Tensors;

namespace FcnEngine.Tests.Initializers;

public class TruncatedNormalTests
{
    private const double Sigma = 0.1;
    private const int Count = 400_000;
    private static readonly Shape Extents = [Count];

    [Fact]
    public void No_value_is_more_than_two_deviations_from_zero() =>
        Assert.All(Draw(seed: 1), value => Assert.InRange(value, -2 * Sigma, 2 * Sigma));

    [Fact]
    public void Mean_and_deviation_are_those_of_the_truncated_distribution()
    {
        var values = Draw(seed: 1);
        var mean = values.Average(value => (double)value);
        var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        // Integrals of x^2 p(x) and p(x) from -2 to 2 for the normal density p: variance 0.774, deviation 0.880 of sigma.
        var expected = Sigma * Math.Sqrt(Integral(x => x * x * Density(x), -2, 2) / Integral(Density, -2, 2));
        Assert.Equal(0.088, expected, 3);
        // Five standard errors of a mean of this many values.
        Assert.InRange(mean, -5 * expected / Math.Sqrt(Count), 5 * expected / Math.Sqrt(Count));
        Assert.InRange(deviation / expected, 1 - 5 / Math.Sqrt(Count), 1 + 5 / Math.Sqrt(Count));
    }

    [Fact]
    public void Values_are_distributed_as_the_integral_of_the_density_says()
    {
        var sorted = Draw(seed: 2).Order().ToArray();
        var whole = Integral(Density, -2, 2);
        var largest = 0.0;
        for (var i = 0; i < Count; i += 997)
        {
            var share = Integral(Density, -2, sorted[i] / Sigma) / whole;
            largest = Math.Max(largest, Math.Abs(share - (i + 0.5) / Count));
        }

        // Kolmogorov's statistic: above 1.95 / sqrt(n) once in a thousand seeds; this seed is fixed.
        Assert.InRange(largest, 0, 1.95 / Math.Sqrt(Count));
    }

    [Fact]
    public void A_value_depends_on_seed_name_and_position_alone()
    {
        var whole = Draw(seed: 3);
        var piece = new float[1001];
        new TruncatedNormal(Sigma).Fill(piece, start: 12_345, Extents, seed: 3, "weight");
        Assert.Equal(whole[12_345..(12_345 + piece.Length)], piece);
        Assert.NotEqual(whole, Draw(seed: 4));
        Assert.NotEqual(whole, Draw(seed: 3, "other"));
    }

    private static float[] Draw(ulong seed, string name = "weight")
    {
        var values = new float[Count];
        new TruncatedNormal(Sigma).Fill(values, start: 0, Extents, seed, name);
        return values;
    }

    private static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>Simpson's rule.</summary>
    private static double Integral(Func<double, double> f, double from, double to)
    {
        const int Steps = 400;
        var h = (to - from) / Steps;
        return h / 3 * Enumerable.Range(0, Steps + 1).Sum(i => (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * f(from + i * h));
    }
}
