using FcnEngine.Data;
using FcnEngine.Training.Baselines;
using FcnEngine.Training.Metrics;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Baselines;

public sealed class FixedMaskTests
{
    [Fact]
    public void The_threshold_is_the_one_of_highest_training_Dice()
    {
        // Cover of the four pixels by three masks: 3 2 1 0, six labelled pixels.
        // t = 3: mask of 1 pixel, 2 * 3 / (3 * 1 + 6) = 6/9; t = 2: 2 * 5 / (6 + 6) = 10/12; t = 1: 2 * 6 / (9 + 6) = 12/15
        var mask = FixedMask.Fit([Frame(1, 1, 1, 0), Frame(1, 1, 0, 0), Frame(1, 0, 0, 0)]);
        Assert.Equal((2, 3), (mask.Threshold, mask.TrainingMasks));
        Assert.Equal([1, 1, 0, 0], mask.Mask);
    }

    [Fact]
    public void No_other_threshold_does_better_on_the_training_masks()
    {
        var random = new Random(5);
        for (var round = 0; round < 20; round++)
        {
            Sample[] training = [.. Enumerable.Range(0, 9).Select(_ => Frame([.. Enumerable.Range(0, 12).Select(i => random.Next(14) > i ? (byte)1 : (byte)0)]))];
            var fitted = FixedMask.Fit(training);
            // The oracle makes each threshold's mask and counts it against every training mask.
            var best = Enumerable.Range(1, training.Length).Max(threshold => training
                .Select(sample => ConfusionCounts.Of(MaskOf(training, threshold), sample.Mask)).Aggregate((sum, counts) => sum + counts).Dice);
            Assert.Equal(best, fitted.Evaluate(training).Dice, 12);
        }
    }

    [Fact]
    public void All_background_has_the_accuracy_of_the_share_of_background()
    {
        var scores = BaselineScores.Of([Frame(1, 0, 0, 0), Frame(0, 0, 0, 0)], training: null);
        // 7 of 8 pixels are background
        Assert.Equal((7.0 / 8, 0.0, 0.0), (scores.AllBackground.Accuracy, scores.AllBackground.Dice, scores.AllBackground.Recall));
        Assert.Null(scores.FixedMask);
    }

    [Fact]
    public void The_labs_split_gives_the_labs_baselines()
    {
        var (train, validation) = LabFrames.Read();
        var scores = BaselineScores.Of(validation, train);
        Assert.Equal(0.98523, scores.AllBackground.Accuracy, 5);
        Assert.Equal(0.597, scores.FixedMask!.Dice, 3);
        Assert.InRange(scores.Mask!.Threshold, 65, 75);
    }

    private static byte[] MaskOf(Sample[] training, int threshold) =>
        [.. Enumerable.Range(0, training[0].Mask.Length).Select(i => training.Count(sample => sample.Mask[i] == 1) >= threshold ? (byte)1 : (byte)0)];

    private static Sample Frame(params byte[] mask) => new() { Height = 1, Width = mask.Length, Pixels = new int[mask.Length], Mask = mask };
}
