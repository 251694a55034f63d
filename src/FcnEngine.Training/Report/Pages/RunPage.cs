using System.Globalization;
using System.Xml.Linq;
using static FcnEngine.Training.Report.Pages.Html;

namespace FcnEngine.Training.Report.Pages;

/// <summary>The report of a run -> HTML.</summary>
internal static class RunPage
{
    public static string Of(RunReport report)
    {
        var name = NameOf(report.Files.Folder);
        return HtmlFile.Page($"fcn: run {name}",
            Tag("h1", $"Run {name}"), Tag("p", Has("class", "lead"), Lead(report)),
            Tiles(report), OriginSection.Omissions([.. report.Omissions]), Body(report), OriginSection.OfRun(report));
    }

    /// <summary>Scores, curves, frames and patients: what the page of a sweep shows of a trial too.</summary>
    public static IEnumerable<XElement?> Body(RunReport report)
    {
        if (report.Evaluation is { } evaluation) yield return ScoreSections.Scores(evaluation);
        else yield return Note(RunReport.ChoiceNote);
        yield return CurveSection.Of(report);
        if (report.Evaluation is not { } known) yield break;
        yield return ScoreSections.Confusion(known.Detailed);
        yield return FrameSection.Of(known);
        yield return ScoreSections.Patients(known);
        yield return ScoreSections.Frames(known);
    }

    public static string NameOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    private static string Lead(RunReport report)
    {
        var settings = report.Files.Settings;
        if (report.Files.Newest?.Checkpoint.Record is not { } record) return $"{settings.GetValueOrDefault("network", "a network")}; no weights kept";
        var wanted = settings.GetValueOrDefault("num_epochs", "?");
        var isDone = int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var epochs) && record.State.Epoch >= epochs;
        return string.Create(CultureInfo.InvariantCulture,
            $"{record.Network}, {record.State.Epoch} of {wanted} epochs{(isDone ? "" : " (the run is not at its end)")}, {record.State.Step} steps; learning rate {settings.GetValueOrDefault("learning_rate", "?")}, decay {settings.GetValueOrDefault("decay_rate", "?")} every {settings.GetValueOrDefault("decay_steps", "?")} steps, batch size {settings.GetValueOrDefault("batch_size", "?")}, augment {settings.GetValueOrDefault("augment", "none")}, seed {settings.GetValueOrDefault("seed", "?")}");
    }

    private static XElement? Tiles(RunReport report)
    {
        if (report.Evaluation is not { } evaluation) return null;
        (string, string, string)? Tile(string role, string what) => evaluation.Scores.FirstOrDefault(score => score.Kept.Role == role) is { } score ? ($"tile.{role}", Figures.Dice(score.Result.Dice), what) : null;
        return ScoreSections.Tiles(
            Tile(KeptCheckpoint.Newest, "Dice, newest weights"),
            Tile(KeptCheckpoint.Best, "Dice, best epoch, chosen by this very figure"),
            evaluation.Baselines.FixedMask is { } mask ? ("tile.fixed_mask", Figures.Dice(mask.Dice), "Dice of the best fixed mask, which learns nothing") : null,
            ("tile.accuracy", Figures.Share(evaluation.Detailed.Result.Accuracy), $"accuracy, {evaluation.Detailed.Kept.Role} weights"),
            ("tile.all_background", Figures.Share(evaluation.Baselines.AllBackground.Accuracy), "accuracy of all background"));
    }
}
