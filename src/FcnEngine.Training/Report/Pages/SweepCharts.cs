using System.Globalization;
using System.Xml.Linq;
using FcnEngine.Training.Report.Charts;
using FcnEngine.Training.Sweeps;
using static FcnEngine.Training.Report.Pages.Html;

namespace FcnEngine.Training.Report.Pages;

/// <summary>What the parameters of a sweep do: the spread over seeds, parameters against Dice, Dice over the epochs.</summary>
internal static class SweepCharts
{
    private const int MostSettings = 30, MostCells = 12, MostTrials = 60;

    private static readonly string[] s_firstStyles = ["first", "second dashed", "third dashed"];

    public static XElement? Of(SweepReport report)
    {
        SweepRow[] scored = [.. report.Table.Rows.Where(row => row.Dice is not null)];
        if (scored.Length == 0) return null;
        string[] varying = [.. report.Table.VaryingColumns];
        return Section("What the settings do", Tag("div", Has("class", "charts"), Seeds(report, scored, varying), Parameters(scored, varying), Curves(report, scored, varying)));
    }

    /// <summary>A setting in short: its varying values.</summary>
    private static string Label(SweepRow row, string[] varying) => varying.Length == 0 ? "the setting" : string.Join(", ", varying.Select(name => $"{name} {row.Values[name]}"));

    private static XElement Seeds(SweepReport report, SweepRow[] scored, string[] varying)
    {
        DotRow[] rows = [.. scored.Take(MostSettings).Select((row, place) => new DotRow(
            string.Create(CultureInfo.InvariantCulture, $"{place + 1}: {Label(row, varying)}"),
            [.. row.Scores.Where(seed => seed.Score is not null).Select(seed => new RowDot(seed.Score!.Dice, "dot first", $"trial {seed.Trial.Index}, seed {seed.Trial.Seed}: {Figures.Dice(seed.Score.Dice)}"))], row.Dice!.Value.Mean))];
        return new DotRows("Spread over the seeds", "Dice of the last weights", AxisScale.Between(0, 1), rows)
        {
            References = report.Baselines?.FixedMask is { } mask ? [new ReferenceLine($"best fixed mask, {Figures.Dice(mask.Dice)}", mask.Dice, "fourth")] : [],
            Legend = [("a seed", "dot first")],
            Note = scored.Length > MostSettings ? $"A stroke is a mean. The first {MostSettings} of {scored.Length} settings." : "A stroke is the mean of a setting.",
        }.Draw();
    }

    /// <summary>Two parameters of few values make a map; more of them lines.</summary>
    private static XElement? Parameters(SweepRow[] scored, string[] varying)
    {
        if (varying.Length < 2) return null;
        if (varying.Length == 2 && varying.All(name => Values(scored, name).Count <= MostCells))
        {
            // The parameter of fewer values goes across, where a phone has little room.
            var (across, down) = Values(scored, varying[0]).Count <= Values(scored, varying[1]).Count ? (varying[0], varying[1]) : (varying[1], varying[0]);
            return new HeatMap($"Dice over {across} and {down}", across, down, Values(scored, across), Values(scored, down),
                [.. scored.Select(row => new HeatCell(row.Values[across], row.Values[down], row.Dice!.Value.Mean, row.Dice.Value.Deviation))]).Draw();
        }

        return new ParallelCoordinates("Settings and their mean Dice", varying, "mean Dice", [.. scored.Select(row => new ParallelLine(Label(row, varying), [.. varying.Select(name => row.Values[name])], row.Dice!.Value.Mean))]).Draw();
    }

    private static XElement? Curves(SweepReport report, SweepRow[] scored, string[] varying)
    {
        var curves = report.Curves.Take(MostTrials).ToArray();
        if (curves.Length == 0) return null;
        int[] first = [.. scored.Take(s_firstStyles.Length).Select(row => row.Setting)];
        var named = new HashSet<int>();
        LineSeries[] series = [.. curves.OrderByDescending(curve => Place(curve.Trial)).ThenByDescending(curve => curve.Trial.Index).Select(curve => new LineSeries(
            Place(curve.Trial) < first.Length && named.Add(curve.Trial.Setting) ? Label(scored[Place(curve.Trial)], varying) : null,
            [.. curve.Dice.Select(point => new BandPoint(point.Step, point.Value, point.Value, point.Value))], Place(curve.Trial) < first.Length ? s_firstStyles[Place(curve.Trial)] : "other")
        { Title = string.Create(CultureInfo.InvariantCulture, $"trial {curve.Trial.Index}: {curve.Trial.Label}") })];
        return new LineChart("Dice over the epochs, a line a trial", "epoch", "Dice", AxisScale.Between(0, curves.Max(curve => curve.Dice[^1].Step), leastStep: 1), AxisScale.Between(0, 1), series)
        {
            FirstIsLast = true,
            References = report.Baselines?.FixedMask is { } mask ? [new ReferenceLine("best fixed mask", mask.Dice, "fourth")] : [],
            Note = report.Curves.Count > MostTrials ? $"The first {MostTrials} of {report.Curves.Count} trials; those of the three first settings in colour." : "The trials of the three first settings in colour, all others gray.",
        }.Draw();

        int Place(SweepTrial trial) => Array.IndexOf(first, trial.Setting) is >= 0 and var place ? place : first.Length;
    }

    /// <summary>The values of a parameter, numbers by their size.</summary>
    private static List<string> Values(SweepRow[] rows, string name) => [.. rows.Select(row => row.Values[name]).Distinct()
        .OrderBy(value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.PositiveInfinity).ThenBy(value => value, StringComparer.Ordinal)];
}
