using FcnEngine.Optimizers;

namespace FcnEngine.Tests.Optimizers;

public class ExponentialDecayTests
{
    [Theory]
    [InlineData(0, 0.03)] // 0.03 * 0.75^0
    [InlineData(9999, 0.03)]
    [InlineData(10000, 0.0225)] // 0.03 * 0.75^1
    [InlineData(23399, 0.016875)] // 0.03 * 0.75^2: the last step of the deck's best recipe
    public void A_staircase_falls_at_whole_multiples_of_its_steps(long step, double expected) =>
        Assert.Equal((float)expected, new ExponentialDecay(0.03, 0.75, 10000).At(step));

    [Theory]
    [InlineData(0, 0.1)] // 0.1 * 0.25^0
    [InlineData(50, 0.05)] // 0.1 * 0.25^(1/2)
    [InlineData(150, 0.0125)] // 0.1 * 0.25^(3/2)
    public void A_smooth_decay_falls_at_every_step(long step, double expected) =>
        Assert.Equal((float)expected, new ExponentialDecay(0.1, 0.25, 100, Staircase: false).At(step), 1e-9f);

    [Fact]
    public void A_rate_of_one_stays_where_it_is() => Assert.Equal(0.01f, new ExponentialDecay(0.01, 1, 1000).At(1_000_000));

    [Theory]
    [InlineData(-0.1, 1, 1, "learning_rate")]
    [InlineData(double.NaN, 1, 1, "learning_rate")]
    [InlineData(0.1, 0, 1, "decay_rate")]
    [InlineData(0.1, 1, 0, "decay_steps")]
    public void A_value_that_makes_no_sense_is_refused_by_its_option(double rate, double decay, long steps, string option) =>
        Assert.StartsWith(option, Assert.Throws<ArgumentException>(() => new ExponentialDecay(rate, decay, steps).Validate()).Message, StringComparison.Ordinal);
}
