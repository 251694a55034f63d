using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Report;
using FcnEngine.Training.Runs;
using FcnEngine.Training.TensorBoard;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Report;

/// <summary>What a report says of a run is what the run did and what <c>fcn eval --json</c> finds.</summary>
public sealed class RunReportTests(ReportedRun reported) : IClassFixture<ReportedRun>
{
    [Fact]
    public void Curves_are_those_the_run_told()
    {
        var curves = reported.Model().Files.Curves;
        Assert.Equal(reported.Log.Steps.Select(step => new CurvePoint(step.Step, step.Loss)), curves["loss"]);
        Assert.Equal(reported.Log.Steps.Select(step => new CurvePoint(step.Step, step.LearningRate)), curves["learning_rate"]);
        Assert.Equal(reported.Log.Evaluations.Select(told => new CurvePoint(told.Epoch + 1, (float)told.Result.Dice)), curves["dice"]);
        Assert.Equal(reported.Log.Evaluations.Select(told => new CurvePoint(told.Epoch + 1, (float)told.Result.Accuracy)), curves["accuracy"]);
        // 6 images in batches of 2
        Assert.Equal(3, reported.Model().Files.StepsPerEpoch);
    }

    [Fact]
    public void The_newest_and_the_best_weights_score_what_they_scored_while_training()
    {
        var evaluation = reported.Model().Evaluation!;
        var last = reported.Log.Evaluations[^1];
        var best = reported.Log.Evaluations.MaxBy(told => told.Result.Dice)!;
        Assert.Equal([KeptCheckpoint.Newest, KeptCheckpoint.Best], evaluation.Scores.Select(score => score.Kept.Role));
        Assert.Equal([last.Result.Counts, best.Result.Counts], evaluation.Scores.Select(score => score.Result.Counts));
        Assert.True(evaluation.HasSameImages);
    }

    [Theory]
    [InlineData(KeptCheckpoint.Newest, CheckpointFolder.NewestName)]
    [InlineData(KeptCheckpoint.Best, CheckpointFolder.BestName)]
    public void Every_figure_of_the_page_is_that_of_the_evaluation(string role, string checkpoint)
    {
        var json = Evaluate(Path.Combine(reported.Run, checkpoint));
        var page = reported.Page(reported.Run, role: role);
        string Text(JsonNode? node, string format) => node?.GetValue<double>().ToString(format, CultureInfo.InvariantCulture) ?? "–";
        void Scores(string row, JsonNode scores)
        {
            Assert.Equal(Text(scores["accuracy"], "F5"), ReportedRun.Figure(page, $"{row}.accuracy"));
            Assert.Equal(Text(scores["dice"], "F4"), ReportedRun.Figure(page, $"{row}.dice"));
            Assert.Equal(Text(scores["precision"], "F4"), ReportedRun.Figure(page, $"{row}.precision"));
            Assert.Equal(Text(scores["recall"], "F4"), ReportedRun.Figure(page, $"{row}.recall"));
        }

        Scores(role, json);
        Scores("all_background", json["baselines"]!["all_background"]!);
        Scores("fixed_mask", json["baselines"]!["fixed_mask"]!);
        Assert.Equal($"{Text(json["dice_per_patient"]!["mean"], "F4")} ± {Text(json["dice_per_patient"]!["deviation"], "F4")}", ReportedRun.Figure(page, $"{role}.dice_per_patient"));
        Assert.Equal(Text(json["hausdorff95_mm"], "F2"), ReportedRun.Figure(page, $"{role}.hausdorff95_mm"));
        Assert.Equal(Text(json["mean_contour_distance_mm"], "F2"), ReportedRun.Figure(page, $"{role}.mean_contour_distance_mm"));
        Assert.Equal(Text(json["dice"], "F4"), ReportedRun.Figure(page, $"tile.{role}"));
        Assert.Equal(Text(json["accuracy"], "F5"), ReportedRun.Figure(page, "tile.accuracy"));

        string Count(string key) => json["pixels"]![key]!.GetValue<long>().ToString("N0", CultureInfo.InvariantCulture);
        Assert.Equal(
            [Count("true_positives"), Count("false_negatives"), Count("false_positives"), Count("true_negatives")],
            new[] { "ventricle.inside", "ventricle.outside", "background.inside", "background.outside" }.Select(name => ReportedRun.Figure(page, name)));
        Assert.Equal(json["dice_per_patient"]!["patients"]!.AsObject().Select(patient => Text(patient.Value, "F4")), ReportedRun.Figures(page, "patient"));
        var frames = json["frames"]!.AsArray().Select(frame => frame!["dice"]!.GetValue<double>()).Order().ToArray();
        Assert.Equal(frames.Select(dice => dice.ToString("F4", CultureInfo.InvariantCulture)), ReportedRun.Figures(page, "frame"));
        // Three worst, three in the middle of eleven, three best.
        Assert.Equal(new[] { 0, 1, 2, 4, 5, 6, 8, 9, 10 }.Select(place => frames[place].ToString("F4", CultureInfo.InvariantCulture)), ReportedRun.Figures(page, "shown"));
    }

    [Fact]
    public void The_page_says_what_made_it_and_what_choosing_means()
    {
        var page = reported.Page(reported.Run);
        IEnumerable<string> Facts(string name) => page.Descendants("td").Where(cell => cell.Attribute("data-fact")?.Value == name).Select(cell => cell.Value);
        var manifest = RunManifest.Read(reported.Run);
        foreach (var setting in manifest.Settings) Assert.Equal(setting.Value, Facts(setting.Key).First());
        foreach (var version in manifest.Versions) Assert.Contains(version.Value, Facts(version.Key));
        Assert.Equal(Checkpoint.Open(Path.Combine(reported.Run, CheckpointFolder.NewestName)).Record.DataChecksum, Assert.Single(Facts("SHA-256 of the training images")));
        Assert.Equal("the very ones of the run", Assert.Single(Facts("training images there")));
        Assert.Contains(RunReport.ChoiceNote, page.Value, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"15 steps; first {reported.Log.Steps[0].Loss:F4}, last {reported.Log.Steps[^1].Loss:F4}."), page.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("leaves out", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_needs_nothing_beside_it()
    {
        var page = reported.Page(reported.Run);
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "link" or "iframe" or "object" or "img");
        Assert.All(page.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "href" or "src"), attribute => Assert.StartsWith("data:image/png;base64,", attribute.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("url(", page.Descendants("style").Single().Value, StringComparison.Ordinal);
        Assert.Equal(9, page.Descendants("image").Count());
        foreach (var title in new[] { "Training loss", "Dice on the validation part", "Accuracy on the validation part", "Learning rate" })
            Assert.Single(page.Descendants("figcaption"), caption => caption.Value == title);
    }

    [Fact]
    public void The_model_prints()
    {
        var text = reported.Model().ToString();
        Assert.Contains("curve loss: 15 points", text, StringComparison.Ordinal);
        Assert.Contains("newest: model.safetensors, step 15, epoch 5: accuracy 0.", text, StringComparison.Ordinal);
        Assert.Contains("worst: frame ", text, StringComparison.Ordinal);
    }

    private JsonNode Evaluate(string checkpoint)
    {
        var file = reported.NewPath();
        using var device = SmallRun.OpenDevice();
        new EvaluationRun(new EvaluationOptions(checkpoint, reported.Data, Json: file), device, ReportedRun.Silent()) { Network = SmallRun.Network }.Execute(CancellationToken.None);
        return JsonNode.Parse(File.ReadAllText(file))!;
    }
}
