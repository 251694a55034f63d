using FcnEngine.Training.Metrics;
using FcnEngine.Training.Report;
using FcnEngine.Training.Report.Charts;
using FcnEngine.Training.TensorBoard;

namespace FcnEngine.Training.Tests.Report;

/// <summary>Axes, thinned curves and the choice of frames, against values worked out by hand.</summary>
public sealed class ChartTests
{
    [Theory]
    [InlineData(0, 0.1, "0 0.02 0.04 0.06 0.08 0.10")]
    [InlineData(0.3, 0.72, "0.3 0.4 0.5 0.6 0.7 0.8")]
    [InlineData(0, 23400, "0 5,000 10,000 15,000 20,000 25,000")]
    [InlineData(-3, 7, "-4 -2 0 2 4 6 8")]
    [InlineData(0.00002, 0.00005, "2e-5 3e-5 4e-5 5e-5")]
    public void An_axis_around_values_has_round_marks(double low, double high, string ticks)
    {
        var axis = AxisScale.Around([low, high]);
        Assert.Equal(ticks, string.Join(' ', axis.Ticks.Select(axis.Text)));
        Assert.Equal((0, 1), (axis.Place(axis.Ticks[0]), axis.Place(axis.Ticks[^1])));
    }

    [Theory]
    [InlineData(0, 4, "0 1 2 3 4")]
    [InlineData(0, 2, "0 1 2")]
    [InlineData(0, 100, "0 20 40 60 80 100")]
    [InlineData(3, 5, "3 4 5")]
    public void An_axis_of_epochs_has_whole_marks(double low, double high, string ticks)
    {
        var axis = AxisScale.Between(low, high, leastStep: 1);
        Assert.Equal(ticks, string.Join(' ', axis.Ticks.Select(axis.Text)));
        Assert.Equal((low, high), (axis.From, axis.To));
    }

    [Fact]
    public void A_logarithmic_axis_gives_equal_factors_equal_room()
    {
        var axis = AxisScale.Logarithmic([0.013, 0.7]);
        Assert.Equal("0.01 0.02 0.05 0.1 0.2 0.5 1", string.Join(' ', axis.Ticks.Select(axis.Text)));
        Assert.Equal(0.5, axis.Place(0.1), 12);
        // Six decades are marked by their powers of ten alone.
        Assert.Equal([1e-3, 1e-2, 0.1, 1, 10, 100, 1000], AxisScale.Logarithmic([1e-3, 1e3]).Ticks);
    }

    [Fact]
    public void An_axis_of_nines_tells_accuracies_near_1_apart()
    {
        var axis = AxisScale.Nines([0.971, 0.98523, 0.9964]);
        Assert.Equal("0.95 0.98 0.99 0.995 0.998", string.Join(' ', axis.Ticks.Select(axis.Text)));
        // The error falls from 0.05 to 0.002 over the axis: log(0.05 / 0.01) / log(0.05 / 0.002) = 0.5.
        Assert.Equal(0.5, axis.Place(0.99), 12);
        Assert.Equal(1, axis.Place(1));
    }

    [Fact]
    public void Axes_of_one_value_or_none_have_a_width()
    {
        foreach (var axis in new[] { AxisScale.Around([0.1]), AxisScale.Around([]), AxisScale.Around([0], fromZero: true), AxisScale.Logarithmic([2]), AxisScale.Logarithmic([]), AxisScale.Nines([1]), AxisScale.Nines([]), AxisScale.Between(3, 3) })
        {
            Assert.True(axis.To > axis.From);
            Assert.All(axis.Ticks, tick => Assert.InRange(axis.Place(tick), 0, 1));
        }
    }

    [Fact]
    public void A_long_curve_becomes_means_with_their_extremes()
    {
        // Steps 0 to 5 in two stretches.
        CurvePoint[] points = [new(0, 3), new(1, 1), new(2, 2), new(3, 10), new(4, float.NaN), new(5, 20)];
        Assert.Equal([new BandPoint(1, 2, 1, 3), new BandPoint(4, 15, 10, 20)], CurveBand.Of(points, 2));
        Assert.Equal(5, CurveBand.Of(points, 5).Count);
        Assert.Empty(CurveBand.Of([new(0, float.NaN)], 5));
    }

    [Theory]
    [InlineData(11, "worst 0, worst 1, worst 2, middle 4, middle 5, middle 6, best 8, best 9, best 10")]
    [InlineData(4, "worst 0, middle 1, best 3")]
    [InlineData(3, "worst 0, middle 1, best 2")]
    [InlineData(2, "worst 0, best 1")]
    [InlineData(1, "worst 0")]
    [InlineData(0, "")]
    public void Frames_are_chosen_from_both_ends_and_the_middle(int count, string expected)
    {
        // Frame i has Dice 2 i / (2 i + 10).
        var frames = Enumerable.Range(0, count).Reverse().Select(i => new FrameScore(i, "", "", new ConfusionCounts(i, 10, 0, 0), null)).ToArray();
        Assert.Equal(expected, string.Join(", ", ShownFrame.Choose(frames).Select(shown => $"{shown.Place} {shown.Score.Index}")));
    }
}
