using FcnEngine.GpuCheck.Rates;
using FcnEngine.Kernels.Gpu.Launching;

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>The kernels that measure what a card does at most: here only that they do what they say.</summary>
public sealed class RateTests(Simulator simulator)
{
    [Fact]
    public void Rates_are_of_copies_that_copy_and_products_that_multiply()
    {
        using var peak = new PeakRates(simulator.TensorCores(Precision.Fp32), RateEffort.Least with { Turns = 24 });
        var (rates, right) = peak.Measure();
        Assert.True(right.Holds, right.Figures);
        Assert.Equal(8, rates.Count);
        Assert.All(rates, rate => Assert.True(rate.Value > 0 && double.IsFinite(rate.Value), rate.ToString()));
    }

    [Fact]
    public void A_card_without_tensor_cores_has_no_rates_of_them()
    {
        using var peak = new PeakRates(simulator.Plain, RateEffort.Least with { Turns = 24 });
        var (rates, right) = peak.Measure();
        Assert.True(right.Holds, right.Figures);
        Assert.DoesNotContain(rates, rate => rate.Name.Contains("tensor", StringComparison.Ordinal));
    }
}
