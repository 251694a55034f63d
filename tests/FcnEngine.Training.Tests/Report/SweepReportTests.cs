using System.Globalization;
using FcnEngine.Training.Report;
using FcnEngine.Training.Sweeps;
using FcnEngine.Training.Tests.Support;
using FcnEngine.Training.Tests.Sweeps;

namespace FcnEngine.Training.Tests.Report;

/// <summary>What a report says of a sweep is what its trials found.</summary>
public sealed class SweepReportTests(ReportedRun reported) : IClassFixture<ReportedRun>
{
    private const string Two = "{parameters: {learning_rate: [0.1, 0.5], decay_rate: [1, 0.5], num_epochs: 2}, seeds: [1, 2]}";
    private const string Three = "{method: random, draws: 5, parameters: {learning_rate: {from: 0.01, to: 0.5, scale: log}, decay_rate: [1, 0.5], batch_size: [1, 2], num_epochs: 1}}";

    [Fact]
    public void The_table_is_that_of_the_trials_results()
    {
        var folder = Sweep(Two);
        var page = reported.Page(folder);
        var sweep = new SweepFolder(folder);
        var trials = sweep.Read().Plan.Trials;
        // The oracle groups the trials' own files: mean, sample deviation of two, order.
        var settings = trials.GroupBy(trial => trial.Setting).Select(group => group.Select(trial => sweep.ResultOf(trial)!.Last.Dice).ToArray()).OrderByDescending(dice => dice[0] + dice[1]).ToArray();
        string Text(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
        Assert.Equal(settings.Select(dice => Text((dice[0] + dice[1]) / 2)), ReportedRun.Figures(page, "mean"));
        Assert.Equal(settings.Select(dice => Text(Math.Abs(dice[0] - dice[1]) / Math.Sqrt(2))), ReportedRun.Figures(page, "deviation"));
        Assert.Equal(settings.Select(dice => $"{Text(dice[0])}  {Text(dice[1])}"), ReportedRun.Figures(page, "seeds"));
        Assert.Equal($"{ReportedRun.Figures(page, "mean").First()} ± {ReportedRun.Figures(page, "deviation").First()}", ReportedRun.Figure(page, "tile.first"));
        // A map of two parameters has each mean in its cell, and a dot for each trial beside it.
        Assert.Equal(settings.Select(dice => Text((dice[0] + dice[1]) / 2)).Order(), page.Descendants("text").Where(text => text.Attribute("class")?.Value is "cell light" or "cell dark").Select(text => text.Value).Order());
        foreach (var trial in trials)
            Assert.Single(page.Descendants("title"), title => title.Value == $"trial {trial.Index}, seed {trial.Seed}: {Text(sweep.ResultOf(trial)!.Last.Dice)}");
        Assert.Contains(SweepReport.ChoiceNote, page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_trial_that_stands_for_the_first_setting_is_reported_with_its_frames()
    {
        var folder = Sweep(Two);
        var sweep = new SweepFolder(folder);
        var plan = sweep.Read().Plan;
        var first = SweepTable.Of(plan, sweep.ResultOf).Rows[0];
        var lower = first.Scores.MinBy(seed => seed.Score!.Dice).Trial;
        var page = reported.Page(folder);
        Assert.Contains(page.Descendants("h1"), head => head.Value == $"Trial {lower.Index}, which stands for the first setting");
        Assert.Equal(sweep.ResultOf(lower)!.Last.Dice.ToString("F4", CultureInfo.InvariantCulture), ReportedRun.Figure(page, "newest.dice"));
        Assert.Equal(9, page.Descendants("image").Count());
    }

    [Fact]
    public void More_than_two_parameters_are_lines_from_axis_to_axis()
    {
        var page = reported.Page(Sweep(Three));
        var chart = page.Descendants("figure").Single(figure => figure.Element("figcaption")?.Value == "Settings and their mean Dice");
        Assert.Equal(5, chart.Descendants("path").Count());
        Assert.Equal(["learning_rate", "decay_rate", "batch_size", "mean Dice"], chart.Descendants("text").Where(text => text.Attribute("class")?.Value == "name").Select(text => text.Value));
    }

    [Fact]
    public void Trials_without_a_result_and_missing_records_are_told()
    {
        var folder = Sweep(Two, trial: 5);
        var page = reported.Page(folder);
        Assert.Contains("7 of 8 trials", page.Value, StringComparison.Ordinal);
        Assert.Equal(["–", "–"], ReportedRun.Figures(page, "deviation").Take(2));
        var nowhere = reported.Page(folder, data: reported.NewPath());
        Assert.Contains("every figure of an evaluation", nowhere.Value, StringComparison.Ordinal);
        Assert.Empty(ReportedRun.Figures(nowhere, "tile.fixed_mask"));
    }

    [Fact]
    public void A_sweep_that_has_only_begun_is_a_report_too()
    {
        var folder = reported.NewPath();
        var plan = SweepText.Plan(Two);
        new SweepFolder(folder).Keep(new KeptSweep(plan, reported.Data, "checksum", new Dictionary<string, string> { ["engine"] = "0" }));
        var page = reported.Page(folder);
        Assert.Contains("8 of 8 trials", page.Value, StringComparison.Ordinal);
        Assert.Contains("no trial of the first setting has a result", page.Value, StringComparison.Ordinal);
    }

    private string Sweep(string spec, int? trial = null)
    {
        var folder = reported.NewPath();
        new SweepRun(SweepText.Plan(spec), new SweepOptions(reported.Data, folder, 1, "cpu", trial), run => SmallRun.OpenDevice(run.Threads), ReportedRun.Silent()) { Network = SmallRun.Network }.Execute(CancellationToken.None);
        return folder;
    }
}
