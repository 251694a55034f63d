using FcnEngine.Data;
using FcnEngine.Execution;
using FcnEngine.Graphs;
using FcnEngine.Layers;
using FcnEngine.Tensors;
using FcnEngine.Training.Metrics;
using FcnEngine.Training.Outlines;

namespace FcnEngine.Training.TensorBoard;

/// <summary>What the runs of a log folder are called, and what training and evaluation write alike.</summary>
public static class RunLog
{
    public const string TrainRun = "train", EvalRun = "eval", EvalOnTrainRun = "eval_train";

    /// <summary>The name of a log folder that stands for no logs at all.</summary>
    public const string None = "none";

    /// <summary>The log folder of a run that names none, beside its checkpoints.</summary>
    public const string DefaultName = "logs";

    /// <summary>How many frames are shown, evenly spread over the set.</summary>
    public const int ShownFrames = 4;

    /// <summary>The log folder of a run; null where it writes no logs.</summary>
    /// <param name="chosen">The setting log_dir.</param>
    /// <param name="runFolder">The run's checkpoint_dir.</param>
    public static string? FolderOf(string chosen, string runFolder) => chosen switch
    {
        None => null,
        "" => Path.Combine(runFolder, DefaultName),
        _ => chosen,
    };

    /// <summary>Writes an evaluation of a checkpoint: graph, figures and pictures at its epoch.</summary>
    public static void WriteEvaluation(string folder, string run, Model model, IReadOnlyList<Sample> samples, EvaluationResult result, int epoch, TimeProvider time)
    {
        using var file = EventFileWriter.Create(Path.Combine(folder, run), time);
        file.WriteGraph(GraphDefinition.Of(EvaluationGraph(model), GraphDefinition.DevicePath(model.Device.Name)));
        file.Write(epoch, Scores(result));
        file.Write(epoch, Pictures(model, samples));
    }

    /// <summary>The figures of an evaluation; what could not be computed is left out.</summary>
    public static SummaryValue[] Scores(EvaluationResult result)
    {
        List<(string Tag, double? Value)> scores =
        [
            ("accuracy", result.Accuracy), ("dice", result.Dice), ("precision", result.Precision), ("recall", result.Recall),
            ("dice_per_patient", result.DicePerPatient?.Mean), ("hausdorff95_mm", result.Hausdorff95?.Mean),
            ("mean_contour_distance_mm", result.MeanContourDistance?.Mean),
        ];
        return [.. scores.Where(score => score.Value is not null).Select(score => SummaryValue.Scalar(score.Tag, (float)score.Value!))];
    }

    /// <summary>The graph of an evaluation: inference and the class of each pixel.</summary>
    public static Graph EvaluationGraph(Model model)
    {
        var graph = new Graph();
        var images = graph.Input("images", TensorType.Float32([1, .. model.Network.ImageShape]));
        model.Network.Build(new NetworkContext(graph, images, Step: null, Seed: 0)).ArgMax("classes");
        return graph;
    }

    /// <summary>Frames with the outlines of label and prediction, the model being asked for its classes now.</summary>
    public static SummaryValue[] Pictures(Model model, IReadOnlyList<Sample> samples)
    {
        const string description = "green: label, red: prediction, yellow: both";
        var count = Math.Min(ShownFrames, samples.Count);
        var pictures = new SummaryValue[count];
        var pixels = new float[samples[0].Pixels.Length];
        var classes = new byte[pixels.Length];
        for (var i = 0; i < count; i++)
        {
            var sample = samples[i * samples.Count / count];
            Data.Batching.NetworkInput.Scale(sample.Pixels, pixels);
            var session = model.Inference(1);
            session.Run(pixels);
            session.ReadClasses(classes);
            var overlay = FrameOverlay.Draw(sample, classes);
            pictures[i] = SummaryValue.Image($"frames/{i}", overlay.Size.Height, overlay.Size.Width, overlay.ToPng(), $"{sample.Name} ({description})");
        }

        return pictures;
    }
}
