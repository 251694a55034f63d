using System.Globalization;
using System.Text;
using System.Text.Json;
using FcnEngine.Data;
using FcnEngine.Data.Files;
using FcnEngine.Data.Images;
using FcnEngine.Execution;
using FcnEngine.Networks;
using FcnEngine.Training.Baselines;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Metrics;
using FcnEngine.Training.TensorBoard;

namespace FcnEngine.Training.Runs;

/// <summary>What to evaluate.</summary>
/// <param name="Checkpoint">The checkpoint file.</param>
/// <param name="DataDir">The folder with the records.</param>
/// <param name="OnTrain">The training part instead of the validation part.</param>
/// <param name="Network">The network the checkpoint must hold; null for the one it holds.</param>
/// <param name="Masks">A folder for the predictions as PNG; null for none.</param>
/// <param name="BatchSize">Images at a time.</param>
/// <param name="Json">A file for every figure, the baselines beside them; null for none.</param>
/// <param name="LogDir">A folder for TensorBoard; null for none.</param>
public sealed record EvaluationOptions(
    string Checkpoint, string DataDir, bool OnTrain = false, string? Network = null, string? Masks = null, int BatchSize = 1, string? Json = null,
    string? LogDir = null);

/// <summary>A whole evaluation: checkpoint and records -> accuracy, Dice, the lab's lines, masks.</summary>
public sealed class EvaluationRun(EvaluationOptions options, Device device, RunConsole console)
{
    /// <summary>A network of the caller's own instead of the lab's that the checkpoint names.</summary>
    public Network? Network { get; init; }

    /// <exception cref="DataException">A file or folder cannot be used, or the checkpoint holds another network.</exception>
    public EvaluationResult Execute(CancellationToken stop = default)
    {
        var checkpoint = Checkpoint.Open(options.Checkpoint);
        var record = checkpoint.Record;
        var network = Network ?? NetworkCatalog.CreateFor(checkpoint, options.Network);
        var records = new RecordFolder(options.DataDir, RecordFolder.SizeFor(network));
        var path = options.OnTrain ? records.TrainPath : records.ValidationPath;
        var samples = options.OnTrain ? records.ReadTrain() : records.ReadValidation();
        if (options.Masks is { } masks) MakeFolder(masks);
        var result = MemoryPreflight.OfEvaluation(network, device, samples.Count).Guard(options.BatchSize, () => Evaluate(network, checkpoint, samples, path, stop));
        if (options.Json is { } json) WriteJson(json, result, samples, records);
        return result;
    }

    private EvaluationResult Evaluate(Network network, Checkpoint checkpoint, IReadOnlyList<Sample> samples, string path, CancellationToken stop)
    {
        var (lines, record) = (new LabLines(console), checkpoint.Record);
        using var model = new Model(network, device, new ModelOptions(ShapeListener: lines.Shape));
        checkpoint.LoadInto(model);
        console.Log(new LogEvent(
            "evaluating", $"{options.Checkpoint}: {record.Network}, step {record.State.Step}; {device.Name}",
            ("path", options.Checkpoint), ("network", record.Network), ("step", record.State.Step), ("device", device.Name)));
        var result = Evaluator.Evaluate(model, samples, options.BatchSize, (index, sample, classes) =>
        {
            stop.ThrowIfCancellationRequested();
            if (options.Masks is { } folder) PngWriter.WriteMask(MaskPath(folder, index), sample.Height, sample.Width, classes);
        });
        lines.Evaluation(result, path);
        console.Log(new LogEvent(
            "evaluation", string.Create(CultureInfo.InvariantCulture,
                $"accuracy {result.Accuracy:F5}, Dice {result.Dice:F5}; all background would have accuracy {result.Counts.AllBackgroundAccuracy:F5}; {result.Duration.TotalMilliseconds / result.Images:F1} ms an image"),
            ("step", record.State.Step), ("images", result.Images), ("accuracy", result.Accuracy), ("dice", result.Dice), ("seconds", result.Duration.TotalSeconds)));
        if (options.LogDir is { } logs)
        {
            var run = options.OnTrain ? RunLog.EvalOnTrainRun : RunLog.EvalRun;
            RunLog.WriteEvaluation(logs, run, model, samples, result, record.State.Epoch, console.Time);
        }

        return result;
    }

    private static void WriteJson(string path, EvaluationResult result, IReadOnlyList<Sample> samples, RecordFolder records)
    {
        var training = File.Exists(records.TrainPath) ? records.ReadTrain() : null;
        var text = EvaluationJson.Of(result, BaselineScores.Of(samples, training)).ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text + "\n")));
    }

    /// <summary>The file of a mask: <c>0000.png</c>, <c>0001.png</c>, .. in record order.</summary>
    public static string MaskPath(string folder, int index) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{index:D4}.png"));

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DataException(folder, $"cannot be made ({refusal.Message})", "choose another --masks folder", inner: refusal);
        }
    }
}
