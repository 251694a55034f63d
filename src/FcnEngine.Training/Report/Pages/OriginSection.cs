using System.Globalization;
using System.Xml.Linq;
using static FcnEngine.Training.Report.Pages.Html;

namespace FcnEngine.Training.Report.Pages;

/// <summary>What made the figures: settings, data, versions, checkpoints; and what a page leaves out.</summary>
internal static class OriginSection
{
    /// <summary>What is not here and why; null where nothing is.</summary>
    public static XElement? Omissions(IReadOnlyCollection<Omission> omissions) => omissions.Count == 0 ? null : Tag("div", Has("class", "caution"),
        Tag("strong", "This report leaves out:"), Tag("ul", omissions.Select(omission => Tag("li", Tag("b", omission.What), $": {omission.Why}"))));

    public static XElement OfRun(RunReport report) => Section("What made it",
        Tag("div", Has("class", "beside"),
            Tag("div", Tag("h3", "Settings"), Facts(report.Files.Settings)),
            Tag("div",
                Tag("h3", "Checkpoints"), Facts(report.Files.Checkpoints.Select(kept => KeyValuePair.Create(kept.Role, CheckpointText(kept)))),
                Tag("h3", "Data"), Facts(Data(report)),
                report.Files.Manifest is { } manifest ? new[] { Tag("h3", "The run was made by"), Facts(manifest.Versions) } : null,
                Tag("h3", "This report was made by"), Facts(report.MadeBy))));

    public static XElement OfSweep(SweepReport report) => Section("What made the sweep",
        Tag("div", Has("class", "beside"),
            Tag("div",
                Tag("h3", "Plan"),
                Facts(
                [
                    KeyValuePair.Create("method", report.Kept.Plan.Method),
                    KeyValuePair.Create("settings", Figures.Count(report.Table.Rows.Count)),
                    KeyValuePair.Create("seeds", string.Join(", ", report.Kept.Plan.Trials.Select(trial => trial.Seed).Distinct().Select(seed => seed.ToString(CultureInfo.InvariantCulture)))),
                    .. report.Kept.Plan.Rungs.Count < 2 ? Array.Empty<KeyValuePair<string, string>>() : [KeyValuePair.Create("rungs", string.Join("; ", report.Kept.Plan.Rungs.Select(rung => $"{rung.Settings} settings up to epoch {rung.Epochs}")))],
                    .. report.Table.Columns.Except(report.Table.VaryingColumns).Select(name => KeyValuePair.Create($"{name}, everywhere", report.Table.Rows[0].Values[name])),
                ]),
                Tag("h3", "Data"), Facts([KeyValuePair.Create("records", report.Kept.DataDir), KeyValuePair.Create("SHA-256 of the record files", report.Kept.DataChecksum)])),
            Tag("div",
                Tag("h3", "The sweep was begun by"), Facts(report.Kept.Versions),
                Tag("h3", "This report was made by"), Facts(report.MadeBy))));

    private static IEnumerable<KeyValuePair<string, string>> Data(RunReport report)
    {
        if (report.Files.Settings.GetValueOrDefault("data_dir") is { Length: > 0 } own) yield return KeyValuePair.Create("trained on records in", own);
        if (report.Files.Checkpoints is [var kept, ..]) yield return KeyValuePair.Create("SHA-256 of the training images", kept.Checkpoint.Record.DataChecksum);
        if (report.Evaluation is not { } evaluation) yield break;
        yield return KeyValuePair.Create("evaluated on records in", evaluation.DataDir);
        yield return KeyValuePair.Create("frames evaluated", Figures.Count(evaluation.Detailed.Result.Images));
        yield return KeyValuePair.Create("training images there", evaluation.HasSameImages switch { true => "the very ones of the run", false => "not those of the run", null => "none" });
    }

    private static string CheckpointText(KeptCheckpoint kept)
    {
        var state = kept.Checkpoint.Record.State;
        return string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(kept.Checkpoint.Path)}: step {state.Step}, {state.Epoch} epochs done{(state.Batch > 0 ? $" and {state.Batch} batches" : "")}");
    }
}
