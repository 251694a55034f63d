using System.Globalization;
using System.Text;
using FcnEngine.Data.Files;

namespace FcnEngine.Training.Sweeps;

/// <summary>The table of a sweep as Markdown for readers and as CSV for programs.</summary>
public static class SweepTableText
{
    public static void Write(SweepTable table, SweepFolder folder) => AtomicFile.WriteAll(
        (folder.FileOf(SweepFolder.TableName), Utf8(Markdown(table))),
        (folder.FileOf(SweepFolder.SettingsCsvName), Utf8(SettingsCsv(table))),
        (folder.FileOf(SweepFolder.TrialsCsvName), Utf8(TrialsCsv(table))));

    public static string Markdown(SweepTable table)
    {
        var varying = table.VaryingColumns.ToArray();
        var text = new StringBuilder();
        var constant = table.Columns.Except(varying).Select(name => $"{name} {table.Rows[0].Values[name]}").ToArray();
        if (constant.Length > 0) text.AppendLine(CultureInfo.InvariantCulture, $"In every trial: {string.Join(", ", constant)}.").AppendLine();
        string[] heads = ["rank", .. varying, "epochs", "Dice, mean", "deviation", "by seed", "best epoch's Dice*", "accuracy", "apart from the first"];
        Row(text, heads);
        Row(text, heads.Select(_ => "---"));
        foreach (var (row, place) in table.Rows.Select((row, place) => (row, place)))
        {
            Row(text, [
                Text(place + 1), .. varying.Select(name => row.Values[name]), Text(row.Epochs), row.HasFailed ? "failed" : Text(row.Dice?.Mean), Text(row.Dice?.Deviation),
                string.Join(" ", row.Scores.Select(seed => seed.Score is { Failure: not null } ? "failed" : Text(seed.Score?.Dice))), Text(row.BestDice?.Mean), Text(row.Accuracy?.Mean, "F5"),
                table.IsApart(row) is { } apart ? apart ? "yes" : "no" : "",
            ]);
        }

        text.AppendLine().AppendLine("Dice of the last weights, over the whole validation set at once. (*) The best epoch is chosen on the images it is measured on, so this figure flatters.");
        if (table.SeedDeviation is { } deviation)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"Pooled deviation over seeds: {deviation:F4}. A setting is apart from the first where it is behind by more than twice the standard error of the difference; the seeds alone explain less.");
        }

        foreach (var (trial, score) in table.Rows.SelectMany(row => row.Scores).Where(seed => seed.Score is { Failure: not null }))
            text.AppendLine(CultureInfo.InvariantCulture, $"Trial {trial.Index} failed: {score!.Failure}.");
        return text.ToString().ReplaceLineEndings("\n");
    }

    public static string SettingsCsv(SweepTable table)
    {
        var text = new StringBuilder();
        Line(text, ["rank", "setting", .. table.Columns, "epochs", "seeds", "dice_mean", "dice_deviation", "best_dice_mean", "accuracy_mean", "apart_from_first"]);
        foreach (var (row, place) in table.Rows.Select((row, place) => (row, place)))
        {
            Line(text, [
                Text(place + 1), Text(row.Setting), .. table.Columns.Select(name => row.Values[name]), Text(row.Epochs), Text(row.Scores.Count(seed => seed.Score is not null)),
                Text(row.Dice?.Mean, "R"), Text(row.Dice?.Deviation, "R"), Text(row.BestDice?.Mean, "R"), Text(row.Accuracy?.Mean, "R"),
                table.IsApart(row) is { } apart ? apart ? "yes" : "no" : "",
            ]);
        }

        return text.ToString();
    }

    public static string TrialsCsv(SweepTable table)
    {
        var text = new StringBuilder();
        Line(text, ["trial", "setting", .. table.Columns, "seed", "epochs", "dice", "accuracy", "dice_per_patient", "best_dice", "best_step", "failure"]);
        foreach (var (trial, score) in table.Rows.SelectMany(row => row.Scores).OrderBy(seed => seed.Trial.Index))
        {
            string[] figures = score is null ? ["", "", "", "", "", "", ""] : score.Failure is { } failure ? [Text(score.Epochs), "", "", "", "", "", failure]
                : [Text(score.Epochs), Text(score.Dice, "R"), Text(score.Accuracy, "R"), Text(score.DicePerPatient, "R"), Text(score.BestDice, "R"), Text((int)score.BestStep), ""];
            Line(text, [Text(trial.Index), Text(trial.Setting), .. table.Columns.Select(name => trial.Values[name]), trial.Seed.ToString(CultureInfo.InvariantCulture), .. figures]);
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(CsvFile.Quote)).Append('\n');

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(double? number, string format = "F4") => number?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    private static Action<Stream> Utf8(string text) => stream => stream.Write(Encoding.UTF8.GetBytes(text));
}
