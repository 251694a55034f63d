using System.Globalization;
using FcnEngine.Data;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.TensorBoard;

namespace FcnEngine.Training.Report;

/// <summary>A checkpoint that a run kept, verified.</summary>
/// <param name="Role"><see cref="Newest"/> or <see cref="Best"/>.</param>
public sealed record KeptCheckpoint(string Role, Checkpoint Checkpoint)
{
    public const string Newest = "newest", Best = "best";

    public override string ToString()
    {
        var state = Checkpoint.Record.State;
        return string.Create(CultureInfo.InvariantCulture, $"{Role}: {System.IO.Path.GetFileName(Checkpoint.Path)}, step {state.Step}, epoch {state.Epoch}");
    }
}

/// <summary>What the files of a run say by themselves, without its records: settings, versions, curves, checkpoints.</summary>
/// <param name="Folder">The run's folder.</param>
/// <param name="Manifest">Settings and versions; null where there is no sound <c>run.json</c>.</param>
/// <param name="Checkpoints">The newest and the best of those that are sound.</param>
/// <param name="Curves">The scalars of the event files by tag: by step, or for figures of the evaluation by epoch.</param>
/// <param name="Omissions">What could not be read.</param>
public sealed record RunFiles(
    string Folder, RunManifest? Manifest, IReadOnlyList<KeptCheckpoint> Checkpoints,
    IReadOnlyDictionary<string, IReadOnlyList<CurvePoint>> Curves, IReadOnlyList<Omission> Omissions)
{
    /// <summary>Tags of curves by step, and of curves by epoch.</summary>
    public const string Loss = "loss", LearningRate = "learning_rate", Accuracy = "accuracy", Dice = "dice";

    public KeptCheckpoint? Newest => Checkpoints.FirstOrDefault(kept => kept.Role == KeptCheckpoint.Newest);

    public KeptCheckpoint? Best => Checkpoints.FirstOrDefault(kept => kept.Role == KeptCheckpoint.Best);

    /// <summary>Every setting where there is a manifest, else those that a checkpoint keeps.</summary>
    public IReadOnlyDictionary<string, string> Settings => Manifest?.Settings ?? Checkpoints.Select(kept => kept.Checkpoint.Record.Settings).FirstOrDefault() ?? new Dictionary<string, string>();

    /// <summary>Updates of one epoch; null before the first is done.</summary>
    public double? StepsPerEpoch => Checkpoints.Select(kept => kept.Checkpoint.Record.State).Where(state => state.Epoch > 0)
        .Select(state => (double?)(state.Step - state.Batch) / state.Epoch).FirstOrDefault();

    /// <summary>Whether a folder holds a run.</summary>
    public static bool IsAt(string folder) => File.Exists(Path.Combine(folder, RunManifest.FileName)) || new CheckpointFolder(folder).HoldsRun || File.Exists(new CheckpointFolder(folder).Best);

    /// <summary>Reads all there is; what is missing or damaged is told among the omissions.</summary>
    public static RunFiles Read(string folder)
    {
        var omissions = new List<Omission>();
        var manifest = Try("the run's settings of folders and machine", () => RunManifest.Read(folder));
        var kept = new CheckpointFolder(folder);
        KeptCheckpoint?[] checkpoints =
        [
            Try("the newest weights", () => new KeptCheckpoint(KeptCheckpoint.Newest, Checkpoint.Open(kept.Newest))),
            Try("the best weights", () => new KeptCheckpoint(KeptCheckpoint.Best, Checkpoint.Open(kept.Best))),
        ];
        return new RunFiles(folder, manifest, [.. checkpoints.OfType<KeptCheckpoint>()], CurvesOf(folder, manifest, omissions), omissions);

        T? Try<T>(string what, Func<T> read)
            where T : class
        {
            try
            {
                return read();
            }
            catch (DataException refusal)
            {
                omissions.Add(new Omission(what, refusal.Message));
                return null;
            }
        }
    }

    private static Dictionary<string, IReadOnlyList<CurvePoint>> CurvesOf(string folder, RunManifest? manifest, List<Omission> omissions)
    {
        var logs = manifest is null ? RunLog.FolderOf("", folder) : manifest.LogFolder(folder);
        if (logs is null)
        {
            omissions.Add(new Omission("the curves", "the run was told to write no event files (--log_dir none)"));
            return [];
        }

        var curves = new[] { RunLog.TrainRun, RunLog.EvalRun }.SelectMany(run => EventFileReader.ReadScalars(Path.Combine(logs, run)))
            .DistinctBy(curve => curve.Key).ToDictionary(curve => curve.Key, curve => curve.Value);
        if (curves.Count == 0) omissions.Add(new Omission("the curves", $"{logs} holds no event files of the run"));
        else if (!curves.ContainsKey(Dice)) omissions.Add(new Omission("accuracy and Dice over the epochs", "the run was not evaluated while it trained (--eval_every 0), or has not ended its first epoch"));
        return curves;
    }

    public override string ToString() => string.Join('\n',
        [$"run in {Folder}", .. Checkpoints.Select(kept => kept.ToString()), .. Curves.Select(curve => $"curve {curve.Key}: {curve.Value.Count} points"), .. Omissions.Select(omission => omission.ToString())]);
}
