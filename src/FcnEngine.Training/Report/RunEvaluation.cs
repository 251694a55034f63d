using System.Globalization;
using FcnEngine.Data;
using FcnEngine.Execution;
using FcnEngine.Networks;
using FcnEngine.Training.Baselines;
using FcnEngine.Training.Metrics;
using FcnEngine.Training.Runs;

namespace FcnEngine.Training.Report;

/// <summary>The figures of a kept checkpoint on the validation part.</summary>
public sealed record ScoredCheckpoint(KeptCheckpoint Kept, EvaluationResult Result)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kept}: accuracy {Result.Accuracy:F5}, Dice {Result.Dice:F4}");
}

/// <summary>What a run's checkpoints make of the validation part, and what needs no learning.</summary>
/// <param name="DataDir">The folder with the records.</param>
/// <param name="HasSameImages">Whether its training images are those of the run; null where it has none.</param>
/// <param name="Scores">Each kept checkpoint's figures.</param>
/// <param name="Baselines">All background, and the best fixed mask.</param>
/// <param name="Detailed">The checkpoint whose frames and patients are told.</param>
/// <param name="Frames">Its worst, middle and best frames.</param>
public sealed record RunEvaluation(
    string DataDir, bool? HasSameImages, IReadOnlyList<ScoredCheckpoint> Scores, BaselineScores Baselines, ScoredCheckpoint Detailed, IReadOnlyList<ShownFrame> Frames)
{
    /// <param name="checkpoints">The run's, at least one.</param>
    /// <param name="dataDir">The folder with the records; those for training may be missing.</param>
    /// <param name="role">The checkpoint to go into; another one where the run has not kept it.</param>
    /// <param name="own">A network of the caller's own; null for the lab's that the checkpoint names.</param>
    /// <exception cref="DataException">The records cannot be used, or the checkpoint holds another network.</exception>
    public static RunEvaluation Of(IReadOnlyList<KeptCheckpoint> checkpoints, string dataDir, Device device, string role = KeptCheckpoint.Newest, Network? own = null)
    {
        var network = own ?? NetworkCatalog.CreateFor(checkpoints[0].Checkpoint);
        var records = new RecordFolder(dataDir, RecordFolder.SizeFor(network));
        var validation = records.ReadValidation();
        var training = File.Exists(records.TrainPath) ? records.ReadTrain() : null;

        using var model = new Model(network, device);
        var scores = new List<ScoredCheckpoint>();
        foreach (var kept in checkpoints)
        {
            var known = scores.FirstOrDefault(other => other.Kept.Checkpoint.Record.State.Step == kept.Checkpoint.Record.State.Step);
            scores.Add(new ScoredCheckpoint(kept, known?.Result ?? Score(model, kept, validation)));
        }

        var detailed = scores.FirstOrDefault(score => score.Kept.Role == role) ?? scores[0];
        return new RunEvaluation(
            dataDir, training is null ? null : DataChecksum.Of(training) == checkpoints[0].Checkpoint.Record.DataChecksum, scores,
            BaselineScores.Of(validation, training), detailed, FramesOf(model, detailed, validation));
    }

    private static EvaluationResult Score(Model model, KeptCheckpoint kept, IReadOnlyList<Sample> samples)
    {
        kept.Checkpoint.LoadInto(model);
        return Evaluator.Evaluate(model, samples);
    }

    private static ShownFrame[] FramesOf(Model model, ScoredCheckpoint detailed, IReadOnlyList<Sample> samples)
    {
        var chosen = ShownFrame.Choose(detailed.Result.Frames);
        if (chosen.Count == 0) return [];
        var shown = new ShownFrame[chosen.Count];
        detailed.Kept.Checkpoint.LoadInto(model);
        Evaluator.Evaluate(model, [.. chosen.Select(frame => samples[frame.Score.Index])], sink: (place, sample, classes) =>
            shown[place] = new ShownFrame(chosen[place].Place, chosen[place].Score, sample, classes.ToArray()));
        return shown;
    }

    public override string ToString() => string.Join('\n',
    [
        .. Scores.Select(score => score.ToString()),
        string.Create(CultureInfo.InvariantCulture, $"all background: accuracy {Baselines.AllBackground.Accuracy:F5}, Dice {Baselines.AllBackground.Dice:F4}"),
        .. Baselines.FixedMask is { } mask ? [string.Create(CultureInfo.InvariantCulture, $"fixed mask: accuracy {mask.Accuracy:F5}, Dice {mask.Dice:F4}")] : Array.Empty<string>(),
        .. Frames.Select(frame => frame.ToString()),
    ]);
}
