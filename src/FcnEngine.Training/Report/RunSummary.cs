using System.Globalization;
using FcnEngine.Data;
using FcnEngine.Training.Checkpoints;

namespace FcnEngine.Training.Report;

/// <summary>What a run's folder and a checkpoint say of the run, a screenful.</summary>
public static class RunSummary
{
    /// <summary>Whether a run is kept in a folder.</summary>
    public static bool IsAt(string folder) => File.Exists(Path.Combine(folder, RunManifest.FileName)) || new CheckpointFolder(folder).HoldsRun;

    /// <summary>Where the run stands, what is kept, and its effective settings as the last command left them.</summary>
    /// <exception cref="DataException">A file is damaged.</exception>
    public static IEnumerable<string> OfFolder(string path)
    {
        var folder = new CheckpointFolder(path);
        yield return $"{path}: folder of a training run";
        if (File.Exists(folder.Newest))
        {
            var checkpoint = Checkpoint.Open(folder.Newest);
            yield return $"newest:       {CheckpointFolder.NewestName}, network '{checkpoint.Record.Network}', every checksum right";
            foreach (var line in StateLines(checkpoint.Record)) yield return line;
        }
        else
        {
            yield return $"newest:       there is no {CheckpointFolder.NewestName}";
        }

        var steps = folder.Steps();
        yield return $"kept:         {(steps.Count == 0 ? "no steps" : $"steps {string.Join(", ", steps.Reverse())}")}{(File.Exists(folder.Best) ? $"; {CheckpointFolder.BestName}" : "")}";
        if (!File.Exists(Path.Combine(path, RunManifest.FileName))) yield break;
        var manifest = RunManifest.Read(path);
        yield return $"made by:      {string.Join(", ", manifest.Versions.Select(version => $"{version.Key} {version.Value}"))}";
        yield return "settings:";
        foreach (var (name, value) in manifest.Settings) yield return $"  {name}: {value}";
    }

    public static IEnumerable<string> OfCheckpoint(Checkpoint checkpoint)
    {
        var record = checkpoint.Record;
        var tensors = checkpoint.Tensors.ToArray();
        yield return $"{checkpoint.Path}: checkpoint of the network '{record.Network}', every checksum right";
        foreach (var line in StateLines(record)) yield return line;
        yield return $"settings:     {string.Join(", ", record.Settings.Select(setting => $"{setting.Key} {setting.Value}"))}";
        yield return $"trained on:   images with SHA-256 {record.DataChecksum}";
        yield return $"weights:      {tensors.Sum(tensor => tensor.Shape.Aggregate(1L, (product, extent) => product * extent))} in {tensors.Length} tensors";
        foreach (var (name, shape) in tensors) yield return $"  {name} ({string.Join(", ", shape)})";
    }

    private static IEnumerable<string> StateLines(CheckpointRecord record)
    {
        var state = record.State;
        yield return $"stands at:    step {state.Step}, epoch {state.Epoch}, batch {state.Batch}";
        yield return state.BestDice < 0 ? "best Dice:    none taken" : string.Create(CultureInfo.InvariantCulture, $"best Dice:    {state.BestDice:F4} at step {state.BestStep}");
        if (state.RateScale != 1) yield return string.Create(CultureInfo.InvariantCulture, $"rate:         the schedule's times {state.RateScale:R}, after values that were not finite");
    }
}
