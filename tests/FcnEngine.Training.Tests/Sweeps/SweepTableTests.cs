using FcnEngine.Training.Sweeps;

namespace FcnEngine.Training.Tests.Sweeps;

/// <summary>Results of trials -> which settings go on, and the ranked table; every expected figure is worked out by hand.</summary>
public sealed class SweepTableTests
{
    private static readonly SweepPlan s_grid = SweepText.Plan("{parameters: {learning_rate: [0.1, 0.2, 0.3], num_epochs: 4}, seeds: [1, 2]}");

    [Fact]
    public void Settings_are_ranked_by_mean_Dice_with_its_deviation()
    {
        var table = Table(s_grid, [0.50, 0.60], [0.70, 0.74], [0.71, 0.69]);
        Assert.Equal(["0.2", "0.3", "0.1"], table.Rows.Select(row => row.Values["learning_rate"]));
        Assert.Equal([0.72, 0.70, 0.55], table.Rows.Select(row => Math.Round(row.Dice!.Value.Mean, 12)));
        // Of two values the sample deviation is |a - b| / sqrt(2).
        Assert.Equal([0.04 / Math.Sqrt(2), 0.02 / Math.Sqrt(2), 0.10 / Math.Sqrt(2)], table.Rows.Select(row => row.Dice!.Value.Deviation!.Value), (a, b) => Math.Abs(a - b) < 1e-12);
        // Pooled, one degree of freedom each: sqrt((0.04^2 + 0.02^2 + 0.1^2) / 2 / 3) = sqrt(0.002)
        Assert.Equal(Math.Sqrt(0.002), table.SeedDeviation!.Value, 12);
        // Twice the standard error of a difference of two means of two: 2 * sqrt(0.002) * sqrt(1/2 + 1/2) = 0.0894; the gaps are 0.02 and 0.17.
        Assert.Equal([null, false, true], table.Rows.Select(table.IsApart));
    }

    [Fact]
    public void A_failed_seed_puts_its_setting_last_and_a_missing_one_leaves_the_others()
    {
        var table = Table(s_grid, [0.9, null], [0.7, 0.74], [double.NaN, 0.99]);
        Assert.Equal(["0.1", "0.2", "0.3"], table.Rows.Select(row => row.Values["learning_rate"]));
        Assert.Equal((0.9, null, 1), (table.Rows[0].Dice!.Value.Mean, table.Rows[0].Dice!.Value.Deviation, table.Rows[0].Dice!.Value.Count));
        Assert.True(table.Rows[2].HasFailed);
        Assert.Null(table.Rows[2].Dice);
        Assert.Contains("failed", SweepTableText.Markdown(table), StringComparison.Ordinal);
        Assert.Contains("Trial 4 failed: loss is NaN, and \"more\".", SweepTableText.Markdown(table), StringComparison.Ordinal);
        Assert.Contains("\"loss is NaN, and \"\"more\"\"\"", SweepTableText.TrialsCsv(table), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_columns_that_vary_are_columns_of_the_text()
    {
        var text = SweepTableText.Markdown(Table(s_grid, [0.5, 0.6], [0.7, 0.74], [0.71, 0.69]));
        Assert.StartsWith("In every trial: num_epochs 4.\n", text, StringComparison.Ordinal);
        Assert.Contains("| 1 | 0.2 | 4 | 0.7200 | 0.0283 | 0.7000 0.7400 | 0.8200 | 0.90000 |  |", text, StringComparison.Ordinal);
        Assert.Contains("Pooled deviation over seeds: 0.0447", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_with_a_comma_stays_one_field()
    {
        var plan = SweepText.Plan("{parameters: {augment: [none, 'flip,rotate']}}");
        Assert.Equal("trial,setting,augment,seed,epochs,dice,accuracy,dice_per_patient,best_dice,best_step,failure", SweepTableText.TrialsCsv(Table(plan, [0.1], [0.2])).Split('\n')[0]);
        Assert.Contains("1,1,\"flip,rotate\",0,1,0.2,", SweepTableText.TrialsCsv(Table(plan, [0.1], [0.2])), StringComparison.Ordinal);
    }

    [Fact]
    public void Halving_keeps_a_share_of_the_settings_and_multiplies_their_epochs()
    {
        var plan = SweepText.Plan("{method: halving, first_epochs: 2, factor: 3, parameters: {learning_rate: {from: 0.1, to: 0.9, steps: 9}, num_epochs: 20}}");
        // 9 settings for 2 epochs, 3 for 6, 1 for all 20: after a single one is left there is nothing to choose.
        Assert.Equal([new SweepRung(2, 9), new SweepRung(6, 3), new SweepRung(20, 1)], plan.Rungs);
    }

    [Fact]
    public void The_settings_of_highest_mean_Dice_pass_a_rung_and_none_does_before_all_are_known()
    {
        var plan = SweepText.Plan("{method: halving, first_epochs: 2, parameters: {learning_rate: [0.1, 0.2, 0.3, 0.4], num_epochs: 4}, seeds: [1, 2]}");
        TrialResult?[] results = [.. Results(2, [0.5, 0.6], [0.9, 0.0], [double.NaN, 0.99], [0.61, 0.49])];
        TrialResult? Of(SweepTrial trial) => results[trial.Index];
        Assert.Equal(8, plan.Members(0, Of)!.Count);
        // Means 0.55, 0.45, failed, 0.55: settings 0 and 3 pass.
        Assert.Equal([0, 1, 6, 7], plan.Members(1, Of)!.Select(trial => trial.Index));
        results[3] = null;
        Assert.Null(plan.Members(1, Of));
    }

    [Fact]
    public void In_a_halving_those_that_trained_longer_come_first_with_their_last_score()
    {
        var plan = SweepText.Plan("{method: halving, first_epochs: 2, parameters: {learning_rate: [0.1, 0.2], num_epochs: 4}}");
        TrialResult?[] results = [new(0, [Score(2, 0.5), Score(4, 0.4)]), new(1, [Score(2, 0.45)])];
        var table = SweepTable.Of(plan, trial => results[trial.Index]);
        Assert.Equal([(4, 0.4), (2, 0.45)], table.Rows.Select(row => (row.Epochs, row.Dice!.Value.Mean)));
        // Scores after different numbers of epochs are not compared.
        Assert.Null(table.IsApart(table.Rows[1]));
    }

    /// <summary>A row of Dice for each setting, a figure a seed; null for none yet, NaN for a failure.</summary>
    private static SweepTable Table(SweepPlan plan, params double?[][] dice)
    {
        TrialResult?[] results = [.. Results(plan.EpochsOf(plan.Trials[0], plan.Rungs[0]), dice)];
        return SweepTable.Of(plan, trial => results[trial.Index]);
    }

    private static IEnumerable<TrialResult?> Results(int epochs, params double?[][] dice) => dice.SelectMany(row => row)
        .Select((value, index) => value is { } known ? new TrialResult(index, [double.IsNaN(known) ? TrialScore.Failed(epochs, "loss is NaN, and \"more\"") : Score(epochs, known)]) : null);

    private static TrialScore Score(int epochs, double dice) => new(epochs, dice, 0.9, null, dice + 0.1, 3, null);
}
