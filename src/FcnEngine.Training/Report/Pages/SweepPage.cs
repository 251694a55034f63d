using System.Globalization;
using System.Xml.Linq;
using FcnEngine.Training.Sweeps;
using static FcnEngine.Training.Report.Pages.Html;

namespace FcnEngine.Training.Report.Pages;

/// <summary>The report of a sweep -> HTML.</summary>
internal static class SweepPage
{
    private const int MostRows = 200;

    public static string Of(SweepReport report)
    {
        var name = RunPage.NameOf(report.Folder);
        return HtmlFile.Page($"fcn: sweep {name}",
            Tag("h1", $"Sweep {name}"), Tag("p", Has("class", "lead"), Lead(report)), Tiles(report),
            OriginSection.Omissions([.. report.Omissions, .. report.Shown?.Report.Omissions ?? []]),
            TableSection(report), SweepCharts.Of(report), OriginSection.OfSweep(report), Shown(report));
    }

    private static string Lead(SweepReport report)
    {
        var done = report.Table.Rows.Sum(row => row.Scores.Count(seed => seed.Score is not null));
        return string.Create(CultureInfo.InvariantCulture, $"{report.Kept.Plan.Method}: {report.Table.Rows.Count} settings, {report.Kept.Plan.Trials.Count} trials, {done} with a result; varied: {string.Join(", ", report.Table.VaryingColumns)}");
    }

    private static XElement Tiles(SweepReport report) => ScoreSections.Tiles(
        report.Table.Rows[0].Dice is { } first ? ("tile.first", Figures.Dice(first), $"mean Dice of the first setting, {first.Count} {(first.Count == 1 ? "seed" : "seeds")}, chosen by this very figure") : null,
        report.Table.SeedDeviation is { } deviation ? ("tile.deviation", Figures.Dice(deviation), "deviation over seeds, pooled over all settings") : null,
        report.Baselines?.FixedMask is { } mask ? ("tile.fixed_mask", Figures.Dice(mask.Dice), "Dice of the best fixed mask, which learns nothing") : null,
        report.Baselines is { } baselines ? ("tile.all_background", Figures.Share(baselines.AllBackground.Accuracy), "accuracy of all background") : null);

    private static XElement TableSection(SweepReport report)
    {
        var table = report.Table;
        string[] varying = [.. table.VaryingColumns];
        return Section("Settings by mean Dice",
            Table(["rank", "Dice, mean", "deviation", .. varying, "epochs", "by seed", "best epoch's Dice*", "accuracy", "apart from the first"], table.Rows.Take(MostRows).Select((row, place) => (object?[])
            [
                place + 1, Figure("mean", row.HasFailed ? "failed" : Figures.Dice(row.Dice?.Mean)), Figure("deviation", Figures.Dice(row.Dice?.Deviation)), .. varying.Select(column => row.Values[column]), row.Epochs,
                Figure("seeds", string.Join("  ", row.Scores.Select(seed => seed.Score is { Failure: not null } ? "failed" : Figures.Dice(seed.Score?.Dice)))), Figure("best", Figures.Dice(row.BestDice?.Mean)),
                Figure("accuracy", Figures.Share(row.Accuracy?.Mean)), table.IsApart(row) is { } apart ? apart ? "yes" : "no" : Figures.Unknown,
            ])),
            table.Rows.Count > MostRows ? Note($"The first {MostRows} of {table.Rows.Count} settings; {SweepFolder.SettingsCsvName} in the sweep's folder has all.") : null,
            Note(SweepReport.ChoiceNote),
            table.SeedDeviation is null ? null : Note("A setting is apart from the first where its mean is behind by more than twice the standard error of a difference of two means, taken from the pooled deviation over seeds. Where it says no, the seeds alone explain the gap."),
            Note("Dice is that of the last weights, over the whole validation part. (*) The best epoch is chosen on the images it is measured on."),
            table.Rows.SelectMany(row => row.Scores).Where(seed => seed.Score is { Failure: not null }).Take(MostRows).Select(seed => Note(string.Create(CultureInfo.InvariantCulture, $"Trial {seed.Trial.Index} failed: {seed.Score!.Failure}"))));
    }

    private static IEnumerable<object?> Shown(SweepReport report) => report.Shown is not { } shown ? [] :
    [
        Tag("h1", Has("class", "trial"), string.Create(CultureInfo.InvariantCulture, $"Trial {shown.Trial.Index}, which stands for the first setting")),
        Tag("p", Has("class", "lead"), $"{shown.Trial.Label}: of the seeds of the first setting the one in the middle by Dice, of two the lower."),
        RunPage.Body(shown.Report), OriginSection.OfRun(shown.Report),
    ];
}
