using System.Xml.Linq;
using FcnEngine.Training.Metrics;
using FcnEngine.Training.Report.Charts;
using static FcnEngine.Training.Report.Pages.Html;

namespace FcnEngine.Training.Report.Pages;

/// <summary>The parts of a page that tell figures of an evaluation: scores beside the baselines, confusion, patients, every frame.</summary>
internal static class ScoreSections
{
    private const int MostPatients = 60, MostFrames = 400;

    /// <summary>The big figures at the top.</summary>
    public static XElement Tiles(params IEnumerable<(string Figure, string Text, string What)?> tiles) =>
        Tag("ul", Has("class", "tiles"), tiles.Select(tile => tile is { } known ? Tag("li", Tag("b", Has("data-figure", known.Figure), known.Text), known.What) : null));

    public static XElement Scores(RunEvaluation evaluation)
    {
        List<IEnumerable<object?>> rows = [.. evaluation.Scores.Select(score => Row(
            score.Kept.Role == KeptCheckpoint.Best ? $"best*, epoch {score.Kept.Checkpoint.Record.State.Epoch}" : $"{score.Kept.Role}, epoch {score.Kept.Checkpoint.Record.State.Epoch}", score.Kept.Role, score.Result))];
        if (evaluation.Baselines is { FixedMask: { } fixedMask }) rows.Add(Row("best fixed mask", "fixed_mask", fixedMask));
        rows.Add(Row("all background", "all_background", evaluation.Baselines.AllBackground));
        return Section("Scores on the validation part",
            Table(["", "Dice", "Dice per patient", "accuracy", "precision", "recall", "Hausdorff 95 %, mm", "contours apart, mm"], rows),
            Note("(*) " + RunReport.ChoiceNote),
            Note($"The two last rows need no learning. All background calls every pixel background: it is right for {Figures.Share(evaluation.Baselines.AllBackground.Accuracy)} of the pixels and finds nothing."
                + (evaluation.Baselines.Mask is { } mask ? $" The fixed mask is one and the same for every frame: the pixels that at least {mask.Threshold} of the {mask.TrainingMasks} training masks cover, the number chosen on the training masks." : "")),
            Note("Dice is taken over all pixels of the set at once, as the lab does; Dice per patient is the mean over patients with its deviation. Accuracy, which the lab also prints as precision, is the share of pixels whose class is right; precision here is the share of the predicted ventricle that is ventricle. Distances are means over the frames that have one."));
    }

    public static XElement Confusion(ScoredCheckpoint detailed)
    {
        var counts = detailed.Result.Counts;
        var (ventricle, background) = (counts.TruePositives + counts.FalseNegatives, counts.FalsePositives + counts.TrueNegatives);
        object?[] Row(string name, string figures, long inside, long outside, long all) =>
            [name, Figure($"{figures}.inside", Figures.Count(inside)), Figure($"{figures}.outside", Figures.Count(outside)), all == 0 ? Figures.Unknown : $"{100.0 * (figures == "ventricle" ? inside : outside) / all:F2} %"];
        return Section($"Confusion: pixels of the {detailed.Kept.Role} checkpoint",
            Table(["label", "predicted ventricle", "predicted background", "right"],
                [Row("ventricle", "ventricle", counts.TruePositives, counts.FalseNegatives, ventricle), Row("background", "background", counts.FalsePositives, counts.TrueNegatives, background)]),
            Note($"{Figures.Count(counts.Pixels)} pixels of {Figures.Count(detailed.Result.Images)} frames, of which {(counts.Pixels == 0 ? Figures.Unknown : Figures.Share((double)ventricle / counts.Pixels))} are ventricle."));
    }

    public static XElement? Patients(RunEvaluation evaluation)
    {
        var patients = evaluation.Detailed.Result.DiceOfPatients;
        if (patients.Count == 0) return null;
        var masks = evaluation.Baselines.FixedMask?.DiceOfPatients;
        var frames = evaluation.Detailed.Result.Frames.Where(frame => frame.Patient.Length > 0).GroupBy(frame => frame.Patient).ToDictionary(group => group.Key, group => group.Count());
        DotRow[] rows = [.. patients.OrderBy(patient => patient.Value).Take(MostPatients).Select(patient => new DotRow(patient.Key,
        [
            .. masks is not null && masks.TryGetValue(patient.Key, out var mask) ? [new RowDot(mask, "ring fourth", $"{patient.Key}, fixed mask: {Figures.Dice(mask)}")] : Array.Empty<RowDot>(),
            new RowDot(patient.Value, "dot first", $"{patient.Key}: {Figures.Dice(patient.Value)} over {frames[patient.Key]} frames"),
        ]))];
        var spread = evaluation.Detailed.Result.DicePerPatient;
        return Section("Dice of each patient",
            Tag("div", Has("class", "beside"),
                new DotRows($"Dice per patient of the {evaluation.Detailed.Kept.Role} checkpoint", "Dice", AxisScale.Between(0, 1), rows)
                {
                    Legend = [($"network, mean {Figures.Dice(spread)}", "dot first"), .. masks is null ? Array.Empty<(string, string)>() : [("fixed mask", "ring fourth")]],
                    Note = patients.Count > MostPatients ? $"The {MostPatients} lowest of {patients.Count} patients are drawn." : null,
                }.Draw(),
                Tag("details", rows.Length <= 20 ? Has("open", "open") : null, Tag("summary", "As numbers"),
                    Table(["patient", "frames", "Dice", .. masks is null ? Array.Empty<string>() : ["fixed mask"]], patients.Select(patient => new object?[]
                    {
                        patient.Key, frames[patient.Key], Figure("patient", Figures.Dice(patient.Value)), masks is null ? null : Tag("td", Figures.Dice(masks[patient.Key])),
                    }.Where(cell => cell is not null))))));
    }

    public static XElement Frames(RunEvaluation evaluation)
    {
        var ranked = evaluation.Detailed.Result.Frames.OrderBy(frame => frame.Dice).ThenBy(frame => frame.Index).ToArray();
        return Tag("section", Tag("details", Tag("summary", $"Every frame by Dice ({evaluation.Detailed.Kept.Role} checkpoint)"),
            Table(["frame", "name", "patient", "Dice", "pixels labelled", "pixels predicted", "Hausdorff 95 %, mm", "contours apart, mm"], ranked.Take(MostFrames).Select(frame => new object?[]
            {
                frame.Index, frame.Name, frame.Patient, Figure("frame", Figures.Dice(frame.Dice)), Figures.Count(frame.Counts.TruePositives + frame.Counts.FalseNegatives),
                Figures.Count(frame.Counts.TruePositives + frame.Counts.FalsePositives), Figures.Millimetres(frame.Distance?.Hausdorff95), Figures.Millimetres(frame.Distance?.Mean),
            })),
            ranked.Length > MostFrames ? Note($"The {MostFrames} lowest of {ranked.Length}.") : null));
    }

    private static object?[] Row(string name, string figures, EvaluationResult result) =>
    [
        name, Figure($"{figures}.dice", Figures.Dice(result.Dice)), Figure($"{figures}.dice_per_patient", Figures.Dice(result.DicePerPatient)), Figure($"{figures}.accuracy", Figures.Share(result.Accuracy)),
        Figure($"{figures}.precision", Figures.Dice(result.Precision)), Figure($"{figures}.recall", Figures.Dice(result.Recall)),
        Figure($"{figures}.hausdorff95_mm", Figures.Millimetres(result.Hausdorff95?.Mean)), Figure($"{figures}.mean_contour_distance_mm", Figures.Millimetres(result.MeanContourDistance?.Mean)),
    ];
}
