using FcnEngine.Training.Metrics;

namespace FcnEngine.Training.Sweeps;

/// <summary>One setting in the table of a sweep.</summary>
/// <param name="Setting">Its number, from 0.</param>
/// <param name="Values">Value by name.</param>
/// <param name="Epochs">The epochs its scores are of.</param>
/// <param name="Scores">A score for each seed in the trials' order; null where there is none yet.</param>
public sealed record SweepRow(int Setting, IReadOnlyDictionary<string, string> Values, int Epochs, IReadOnlyList<(SweepTrial Trial, TrialScore? Score)> Scores)
{
    /// <summary>Over the seeds that have a score; null where none has, or one failed.</summary>
    public Spread? Dice => HasFailed ? null : Of(score => score.Dice);

    /// <summary>The best epochs' Dice, chosen on the images they are measured on.</summary>
    public Spread? BestDice => HasFailed ? null : Of(score => score.BestDice);

    public Spread? Accuracy => HasFailed ? null : Of(score => score.Accuracy);

    public bool HasFailed => Scores.Any(seed => seed.Score?.Failure is not null);

    private Spread? Of(Func<TrialScore, double> value) => Spread.Of([.. Scores.Where(seed => seed.Score is not null).Select(seed => value(seed.Score!))]);
}

/// <summary>The settings of a sweep, best mean Dice first; those that trained longer stand before the others, those that failed last.</summary>
/// <param name="Columns">The settings that are named.</param>
/// <param name="Rows">Ranked.</param>
/// <param name="SeedDeviation">The deviation over seeds, pooled over all settings; null where no setting has two seeds.</param>
public sealed record SweepTable(IReadOnlyList<string> Columns, IReadOnlyList<SweepRow> Rows, double? SeedDeviation)
{
    /// <summary>Columns whose value is not the same in all rows.</summary>
    public IEnumerable<string> VaryingColumns => Columns.Where(name => Rows.Select(row => row.Values[name]).Distinct().Count() > 1);

    public static SweepTable Of(SweepPlan plan, Func<SweepTrial, TrialResult?> results)
    {
        var rows = plan.Trials.GroupBy(trial => trial.Setting).Select(group => RowOf(plan, group.Key, [.. group], results))
            .OrderBy(row => row.Dice is null).ThenByDescending(row => row.Epochs * (plan.Rungs.Count > 1 ? 1 : 0)).ThenByDescending(row => row.Dice?.Mean).ThenBy(row => row.Setting).ToArray();
        var spreads = rows.Select(row => row.Dice).OfType<Spread>().Where(spread => spread.Deviation is not null).ToArray();
        double? pooled = spreads.Length == 0 ? null
            : Math.Sqrt(spreads.Sum(spread => spread.Deviation!.Value * spread.Deviation.Value * (spread.Count - 1)) / spreads.Sum(spread => spread.Count - 1));
        return new SweepTable(plan.Columns, rows, pooled);
    }

    /// <summary>
    /// Whether a row is behind the first by more than chance explains: by more than twice the standard error of the difference of
    /// two means, taken from <see cref="SeedDeviation"/>. Null where that cannot be said.
    /// </summary>
    public bool? IsApart(SweepRow row)
    {
        if (row == Rows[0] || SeedDeviation is not { } deviation || row.Dice is not { } dice || Rows[0].Dice is not { } best || row.Epochs != Rows[0].Epochs) return null;
        return best.Mean - dice.Mean > 2 * deviation * Math.Sqrt(1.0 / best.Count + 1.0 / dice.Count);
    }

    /// <summary>Writes the Markdown table and the two CSV files.</summary>
    public void Write(SweepFolder folder) => SweepTableText.Write(this, folder);

    /// <summary>A row shows the furthest stretch that all its seeds have a score of, or the first where none has.</summary>
    private static SweepRow RowOf(SweepPlan plan, int setting, IReadOnlyList<SweepTrial> trials, Func<SweepTrial, TrialResult?> results)
    {
        var known = trials.Select(trial => (Trial: trial, Result: results(trial))).ToArray();
        var epochs = plan.Rungs.Select(rung => plan.EpochsOf(trials[0], rung)).ToArray();
        var reached = epochs.Where(count => known.All(seed => seed.Result?.After(count) is { } score && (score.Epochs == count || score.Failure is not null))).DefaultIfEmpty(epochs[0]).Max();
        return new SweepRow(setting, trials[0].Values, reached, [.. known.Select(seed => (seed.Trial, seed.Result?.After(reached)))]);
    }
}
