using System.Text.Json.Nodes;
using FcnEngine.Data;
using FcnEngine.Training.Baselines;
using FcnEngine.Training.Metrics;

namespace FcnEngine.Training.Tests.Metrics;

public sealed class EvaluationJsonTests
{
    [Fact]
    public void Every_promised_key_is_there_with_the_figure_of_the_result()
    {
        Sample[] samples = [Frame("A", new PixelSpacing(1, 1), 1, 1, 0, 0), Frame("B", new PixelSpacing(1, 1), 0, 1, 0, 0)];
        // Predicted: pixel 1 of both; true positives 2, false negatives 1.
        var result = EvaluationResult.Of([.. samples.Select((sample, i) => FrameScore.Of(i, sample, [0, 1, 0, 0]))], TimeSpan.Zero);
        var json = JsonNode.Parse(EvaluationJson.Of(result, BaselineScores.Of(samples, samples)).ToJsonString())!;
        Assert.Equal(7.0 / 8, json["accuracy"]!.GetValue<double>(), 12);
        Assert.Equal(1, json["precision"]!.GetValue<double>(), 12);
        Assert.Equal(2.0 / 3, json["recall"]!.GetValue<double>(), 12);
        // 2 * 2 / (2 + 3)
        Assert.Equal(0.8, json["dice"]!.GetValue<double>(), 12);
        // A: 2 / 3, B: 1
        Assert.Equal(5.0 / 6, json["dice_per_patient"]!["mean"]!.GetValue<double>(), 12);
        Assert.Equal(1, json["dice_per_patient"]!["patients"]!["B"]!.GetValue<double>(), 12);
        // A: points {0, 1} against {1}: distances 0 and 1, and back 0; P95 of (0, 1) = 0.95, mean 1/3. B: 0.
        Assert.Equal(0.95 / 2, json["hausdorff95_mm"]!.GetValue<double>(), 12);
        Assert.Equal(1.0 / 6, json["mean_contour_distance_mm"]!.GetValue<double>(), 12);
        // 5 of 8 pixels are background; the cover is 1 2 0 0, and t = 1 and t = 2 give 2 * 3 / (4 + 3) and 2 * 2 / (2 + 3).
        Assert.Equal(5.0 / 8, json["baselines"]!["all_background"]!["accuracy"]!.GetValue<double>(), 12);
        Assert.Equal(6.0 / 7, json["baselines"]!["fixed_mask"]!["dice"]!.GetValue<double>(), 12);
        Assert.Equal(1, json["baselines"]!["fixed_mask"]!["threshold"]!.GetValue<int>());
    }

    [Fact]
    public void Without_spacing_patients_and_training_masks_the_keys_stay_and_are_null()
    {
        Sample[] samples = [Frame("", null, 1, 0, 0, 0)];
        var result = EvaluationResult.Of([FrameScore.Of(0, samples[0], [1, 0, 0, 0])], TimeSpan.Zero);
        var json = EvaluationJson.Of(result, BaselineScores.Of(samples, training: null));
        foreach (var key in new[] { "dice_per_patient", "hausdorff95_mm", "mean_contour_distance_mm" })
        {
            Assert.True(json.ContainsKey(key));
            Assert.Null(json[key]);
        }

        Assert.Null(json["baselines"]!["fixed_mask"]);
    }

    private static Sample Frame(string patient, PixelSpacing? spacing, params byte[] mask) =>
        new() { Patient = patient, PixelSpacing = spacing, Height = 1, Width = mask.Length, Pixels = new int[mask.Length], Mask = mask };
}
