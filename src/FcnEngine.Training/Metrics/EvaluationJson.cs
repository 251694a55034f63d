using System.Text.Json.Nodes;
using FcnEngine.Training.Baselines;

namespace FcnEngine.Training.Metrics;

/// <summary>An evaluation as JSON. What could not be computed is null: distances without spacing, patients without names.</summary>
public static class EvaluationJson
{
    public static JsonObject Of(EvaluationResult result, BaselineScores baselines)
    {
        var json = Scores(result);
        json["dice_per_patient"] = Patients(result);
        json["hausdorff95_mm"] = result.Hausdorff95?.Mean;
        json["mean_contour_distance_mm"] = result.MeanContourDistance?.Mean;
        json["baselines"] = new JsonObject
        {
            ["all_background"] = Scores(baselines.AllBackground),
            ["fixed_mask"] = Fixed(baselines),
        };
        json["images"] = result.Images;
        json["images_with_distance"] = result.Hausdorff95?.Count ?? 0;
        json["pixels"] = new JsonObject
        {
            ["true_positives"] = result.Counts.TruePositives,
            ["false_positives"] = result.Counts.FalsePositives,
            ["false_negatives"] = result.Counts.FalseNegatives,
            ["true_negatives"] = result.Counts.TrueNegatives,
        };
        json["frames"] = new JsonArray([.. result.Frames.Select(Frame)]);
        return json;
    }

    private static JsonObject Scores(EvaluationResult result) => new()
    {
        ["accuracy"] = result.Accuracy,
        ["precision"] = result.Precision,
        ["recall"] = result.Recall,
        ["dice"] = result.Dice,
    };

    private static JsonObject? Patients(EvaluationResult result)
    {
        if (result.DicePerPatient is not { } spread) return null;
        return new JsonObject
        {
            ["mean"] = spread.Mean,
            ["deviation"] = spread.Deviation,
            ["patients"] = new JsonObject(result.DiceOfPatients.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        };
    }

    private static JsonObject? Fixed(BaselineScores baselines)
    {
        if (baselines is not { FixedMask: { } result, Mask: { } mask }) return null;
        var json = Scores(result);
        json["threshold"] = mask.Threshold;
        json["training_masks"] = mask.TrainingMasks;
        return json;
    }

    private static JsonObject Frame(FrameScore frame) => new()
    {
        ["name"] = frame.Name,
        ["patient"] = frame.Patient,
        ["dice"] = frame.Dice,
        ["hausdorff95_mm"] = frame.Distance?.Hausdorff95,
        ["mean_contour_distance_mm"] = frame.Distance?.Mean,
    };
}
