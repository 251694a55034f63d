using FcnEngine.Training.Metrics;

namespace FcnEngine.Training.Tests.Metrics;

public sealed class EvaluationResultTests
{
    // Two frames of patient A, one of B, one of nobody.
    private static readonly EvaluationResult s_result = EvaluationResult.Of(
        [
            new FrameScore(0, "A-1", "A", new ConfusionCounts(30, 10, 0, 60), new ContourDistance(4, 1)),
            new FrameScore(1, "A-2", "A", new ConfusionCounts(10, 0, 20, 70), new ContourDistance(6, 3)),
            new FrameScore(2, "B-1", "B", new ConfusionCounts(20, 20, 20, 40), null),
            new FrameScore(3, "", "", new ConfusionCounts(0, 0, 0, 100), null),
        ],
        TimeSpan.FromSeconds(1));

    [Fact]
    public void The_set_is_the_sum_of_its_frames()
    {
        Assert.Equal(new ConfusionCounts(60, 30, 40, 270), s_result.Counts);
        // precision = 60 / (60 + 30), recall = 60 / (60 + 40), Dice = 2 * 60 / (90 + 100), accuracy = (60 + 270) / 400
        Assert.Equal(60.0 / 90, s_result.Precision, 12);
        Assert.Equal(0.6, s_result.Recall, 12);
        Assert.Equal(120.0 / 190, s_result.Dice, 12);
        Assert.Equal(330.0 / 400, s_result.Accuracy, 12);
    }

    [Fact]
    public void Dice_per_patient_pools_the_frames_of_each_and_weighs_patients_alike()
    {
        // A: 2 * 40 / (50 + 60) = 80 / 110; B: 2 * 20 / (40 + 40) = 0.5
        Assert.Equal(["A", "B"], s_result.DiceOfPatients.Keys);
        Assert.Equal(80.0 / 110, s_result.DiceOfPatients["A"], 12);
        Assert.Equal(0.5, s_result.DiceOfPatients["B"], 12);
        // Of two values the sample deviation is |a - b| / sqrt(2).
        var spread = s_result.DicePerPatient!.Value;
        Assert.Equal((80.0 / 110 + 0.5) / 2, spread.Mean, 12);
        Assert.Equal((80.0 / 110 - 0.5) / Math.Sqrt(2), spread.Deviation!.Value, 12);
    }

    [Fact]
    public void Distances_are_averaged_over_the_frames_that_have_one()
    {
        // (4 + 6) / 2 and (1 + 3) / 2
        Assert.Equal((5.0, 2), (s_result.Hausdorff95!.Value.Mean, s_result.Hausdorff95!.Value.Count));
        Assert.Equal(2, s_result.MeanContourDistance!.Value.Mean);
    }

    [Fact]
    public void Nothing_known_is_null_and_not_0()
    {
        var result = EvaluationResult.Of([new FrameScore(0, "", "", new ConfusionCounts(1, 0, 0, 0), null)], TimeSpan.Zero);
        Assert.Null(result.DicePerPatient);
        Assert.Null(result.Hausdorff95);
    }

    [Fact]
    public void Nothing_predicted_has_precision_0_and_nothing_labelled_has_recall_0()
    {
        Assert.Equal(0, new ConfusionCounts(0, 0, 5, 5).Precision);
        Assert.Equal(0, new ConfusionCounts(0, 5, 0, 5).Recall);
    }

    [Fact]
    public void The_deviation_of_one_value_is_unknown() => Assert.Equal(new Spread(3, null, 1), Spread.Of([3.0]));

    [Fact]
    public void The_deviation_of_several_values_has_n_minus_1()
    {
        // 2 4 4 4 5 5 7 9: mean 5, squares 9+1+1+1+0+0+4+16 = 32, sqrt(32 / 7)
        var spread = Spread.Of([2.0, 4, 4, 4, 5, 5, 7, 9])!.Value;
        Assert.Equal((5.0, 8), (spread.Mean, spread.Count));
        Assert.Equal(Math.Sqrt(32.0 / 7), spread.Deviation!.Value, 12);
    }
}
