using System.Globalization;
using FcnEngine.Data;
using FcnEngine.Execution;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Events;

namespace FcnEngine.Training.Runs;

/// <summary>Decides whether the run in a folder can go on with the settings at hand.</summary>
internal static class RunResumption
{
    /// <summary>Restores the weights of the newest sound checkpoint, which is the newest again if that was damaged, and returns where the run stood.</summary>
    /// <param name="batchesPerEpoch">Steps of one epoch.</param>
    /// <param name="warn">Told when the newest was damaged and an earlier one is taken.</param>
    /// <exception cref="DataException">There is no sound checkpoint, or it belongs to a run with other settings or data.</exception>
    public static RunState Resume(CheckpointFolder folder, Model model, RunSettings settings, string dataChecksum, int batchesPerEpoch, Action<string> warn)
    {
        var checkpoint = OpenNewest(folder, warn);
        if (Difference(checkpoint.Record, settings, dataChecksum) is { } difference)
            throw new DataException(folder.Path, $"holds a run with {difference}", "go on with the same, choose another --checkpoint_dir, or begin anew with --fresh");
        if (Oddity(checkpoint.Record.State, batchesPerEpoch) is { } oddity)
            throw new DataException(checkpoint.Path, oddity, "use an earlier checkpoint, or begin anew with --fresh");
        checkpoint.LoadInto(model);
        // Where nothing is left to train no save would come, and everyone else reads the newest.
        if (checkpoint.Path != folder.Newest) folder.MakeNewest(checkpoint.Path);
        return checkpoint.Record.State;
    }

    /// <summary>The settings a run cannot change, as its checkpoints keep them.</summary>
    public static IReadOnlyDictionary<string, string> Fixed(RunSettings settings) =>
        SettingTable.All.Where(setting => !setting.MayChange).ToDictionary(setting => setting.Name, setting => setting.Text(settings));

    /// <summary>What of a state no run comes to; checksums do not tell, for whoever writes a checkpoint computes them.</summary>
    private static string? Oddity(in RunState state, int batchesPerEpoch)
    {
        if (state.Step > int.MaxValue || state.Batch >= batchesPerEpoch || state.Step != (long)state.Epoch * batchesPerEpoch + state.Batch)
            return $"says it has done {state.Step} steps at epoch {state.Epoch}, batch {state.Batch}, which a run of {batchesPerEpoch} steps an epoch never has";
        if (state.BestDice > 1 || state.BestStep > state.Step)
            return string.Create(CultureInfo.InvariantCulture, $"says its best Dice is {state.BestDice:R} at step {state.BestStep}, of {state.Step} steps");
        return RunRetreat.IsScale(state.RateScale) ? null : string.Create(CultureInfo.InvariantCulture, $"says it trains with {state.RateScale:R} of the schedule's rate, which no run does");
    }

    private static string? Difference(CheckpointRecord record, RunSettings settings, string dataChecksum)
    {
        // A setting the checkpoint does not know is younger than the run, which therefore had its default.
        var defaults = Fixed(new RunSettings());
        foreach (var (name, value) in Fixed(settings))
        {
            var kept = record.Settings.GetValueOrDefault(name, defaults[name]);
            if (kept != value) return $"{name} {kept}, not {value}";
        }

        return record.DataChecksum == dataChecksum ? null : "other training images";
    }

    /// <summary>The newest sound checkpoint.</summary>
    /// <exception cref="DataException">There is none.</exception>
    public static Checkpoint OpenNewest(CheckpointFolder folder, Action<string> warn)
    {
        DataException? first = null;
        foreach (var path in folder.Steps().Select(folder.OfStep).Prepend(folder.Newest))
        {
            try
            {
                return Checkpoint.Open(path);
            }
            catch (DataException damage)
            {
                first ??= damage;
                warn($"{damage.Message}; looking for an earlier checkpoint");
            }
        }

        throw first ?? new DataException(folder.Path, "holds no checkpoint", "begin anew with --fresh");
    }
}
