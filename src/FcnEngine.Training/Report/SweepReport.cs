using System.Globalization;
using FcnEngine.Training.Baselines;
using FcnEngine.Training.Sweeps;
using FcnEngine.Training.TensorBoard;

namespace FcnEngine.Training.Report;

/// <summary>A trial's Dice on the validation part by epoch, from its event files.</summary>
public sealed record TrialCurve(SweepTrial Trial, IReadOnlyList<CurvePoint> Dice);

/// <summary>All that the report of a sweep says, as values; <see cref="Pages.SweepPage"/> makes HTML of it.</summary>
/// <param name="Folder">The sweep's folder.</param>
/// <param name="Kept">What it does, and on what.</param>
/// <param name="Table">Its settings, ranked.</param>
/// <param name="Curves">Those trials that have event files.</param>
/// <param name="Baselines">All background and the best fixed mask; null where there are no records.</param>
/// <param name="Shown">The report of one trial of the first setting; null where none has a result.</param>
/// <param name="Omissions">What is left out, and why.</param>
/// <param name="MadeBy">Engine, runtime, system, device and time of the report itself.</param>
public sealed record SweepReport(
    string Folder, KeptSweep Kept, SweepTable Table, IReadOnlyList<TrialCurve> Curves, BaselineScores? Baselines,
    (SweepTrial Trial, RunReport Report)? Shown, IReadOnlyList<Omission> Omissions, IReadOnlyDictionary<string, string> MadeBy)
{
    /// <summary>What a reader has to know of a ranking by the validation part.</summary>
    public const string ChoiceNote =
        "The settings are ranked by their Dice on the validation part, and the first one is chosen by it: its Dice flatters it, the more so the more settings were tried. " +
        "The spread over seeds says how far two trainings of one and the same setting lie apart; a difference that is smaller says nothing about the settings.";

    /// <summary>The trial of the first setting that stands for it: the one whose Dice lies in the middle of its seeds, of two the lower.</summary>
    public static SweepTrial? Typical(SweepTable table)
    {
        (SweepTrial Trial, TrialScore? Score)[] known = [.. table.Rows[0].Scores.Where(seed => seed.Score is { Failure: null }).OrderBy(seed => seed.Score!.Dice).ThenBy(seed => seed.Trial.Index)];
        return known.Length == 0 ? null : known[(known.Length - 1) / 2].Trial;
    }

    public override string ToString() => string.Join('\n',
    [
        string.Create(CultureInfo.InvariantCulture, $"sweep in {Folder}: {Kept.Plan.Trials.Count} trials of {Table.Rows.Count} settings, {Table.Rows.Sum(row => row.Scores.Count(seed => seed.Score is not null))} with a result"),
        SweepTableText.Markdown(Table).TrimEnd(),
        .. Shown is { } shown ? [string.Create(CultureInfo.InvariantCulture, $"shown: trial {shown.Trial.Index}"), shown.Report.ToString()] : Array.Empty<string>(),
        .. Omissions.Select(omission => omission.ToString()),
    ]);
}
