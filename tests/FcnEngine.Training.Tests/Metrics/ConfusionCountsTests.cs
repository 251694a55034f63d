using FcnEngine.Training.Metrics;

namespace FcnEngine.Training.Tests.Metrics;

public class ConfusionCountsTests
{
    [Fact]
    public void Accuracy_and_Dice_follow_their_formulas()
    {
        byte[] predicted = [1, 1, 1, 0, 0, 0, 0, 0];
        byte[] labels = [1, 1, 0, 1, 0, 0, 0, 0];
        var counts = ConfusionCounts.Of(predicted, labels);
        Assert.Equal(new ConfusionCounts(TruePositives: 2, FalsePositives: 1, FalseNegatives: 1, TrueNegatives: 4), counts);
        // (2 + 4) / 8
        Assert.Equal(0.75, counts.Accuracy);
        // 2 * 2 / (3 + 3)
        Assert.Equal(2.0 / 3, counts.Dice, 1e-15);
        // (1 + 4) / 8
        Assert.Equal(0.625, counts.AllBackgroundAccuracy);
    }

    [Fact]
    public void The_Dice_of_a_set_is_that_of_the_sums_and_not_the_mean()
    {
        var large = new ConfusionCounts(80, 10, 10, 0);
        var small = new ConfusionCounts(0, 0, 5, 95);
        // 2 * 80 / (90 + 95)
        Assert.Equal(160.0 / 185, (large + small).Dice, 1e-15);
    }

    [Fact]
    public void All_background_scores_no_Dice_though_its_accuracy_is_high()
    {
        var counts = ConfusionCounts.Of(new byte[1000], [.. Enumerable.Repeat((byte)1, 15), .. new byte[985]]);
        Assert.Equal(0, counts.Dice);
        Assert.Equal(0.985, counts.Accuracy);
    }

    [Fact]
    public void Two_empty_masks_agree() => Assert.Equal(1, ConfusionCounts.Of(new byte[9], new byte[9]).Dice);

    [Fact]
    public void Maps_of_different_sizes_are_refused() =>
        Assert.Throws<ArgumentException>(() => ConfusionCounts.Of(new byte[4], new byte[5]));
}
