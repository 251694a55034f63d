using System.Collections.Concurrent;
using System.Globalization;
using FcnEngine.Data;
using FcnEngine.Execution;
using FcnEngine.Networks;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Report;
using FcnEngine.Training.TensorBoard;

namespace FcnEngine.Training.Sweeps;

/// <summary>Where and how a sweep runs.</summary>
/// <param name="DataDir">The folder with the records.</param>
/// <param name="Out">The folder of the sweep.</param>
/// <param name="Parallel">Trials at a time.</param>
/// <param name="Device">As the setting <c>device</c> has it.</param>
/// <param name="TrialIndex">This trial only; null for all.</param>
public sealed record SweepOptions(string DataDir, string Out, int Parallel, string Device = "auto", int? TrialIndex = null);

/// <summary>
/// Runs the trials of a sweep that have no result yet, several at a time, each on a device of its own with one thread, and writes the
/// tables. A trial that was cut short goes on from its checkpoint.
/// </summary>
/// <param name="open">Opens a device for a trial.</param>
public sealed class SweepRun(SweepPlan plan, SweepOptions options, Func<RunSettings, Device> open, RunConsole console)
{
    private readonly SweepFolder _folder = new(options.Out);
    private RunSettings[] _compared = [];

    /// <summary>A network of the caller's own instead of the lab's that the settings name.</summary>
    public Network? Network { get; init; }

    /// <returns>Whether nothing is left to do; false where it was stopped, waits for other trials, or leaves them to other processes.</returns>
    /// <exception cref="DataException">The folder holds another sweep, or a file or folder cannot be used.</exception>
    /// <exception cref="RunException">There is no such trial, or a trial cannot go on.</exception>
    public bool Execute(CancellationToken stop)
    {
        if (options.TrialIndex is { } index && index >= plan.Trials.Count) throw new RunException($"--trial_index {index}: the sweep has trials 0 to {plan.Trials.Count - 1}; choose one of them");
        Begin();
        for (var rung = 0; rung < plan.Rungs.Count && !stop.IsCancellationRequested; rung++)
        {
            if (plan.Members(rung, _folder.ResultOf) is not { } members)
            {
                Tell($"the choice after {plan.Rungs[rung - 1].Epochs} epochs waits for other trials; the same command goes on when they are done");
                break;
            }

            if (plan.Rungs.Count > 1) Tell($"rung {rung + 1} of {plan.Rungs.Count}: {plan.Rungs[rung].Settings} settings up to {plan.Rungs[rung].Epochs} epochs");
            var due = members.Where(trial => options.TrialIndex is null || trial.Index == options.TrialIndex);
            RunAll([.. due.Where(trial => Score(trial, rung) is null)], plan.Rungs[rung], stop);
        }

        _folder.WriteTables(plan);
        var last = plan.Members(plan.Rungs.Count - 1, _folder.ResultOf);
        return last is not null && last.All(trial => Score(trial, plan.Rungs.Count - 1) is not null);
    }

    private TrialScore? Score(SweepTrial trial, int rung) => _folder.ResultOf(trial)?.After(plan.EpochsOf(trial, plan.Rungs[rung]));

    private void Begin()
    {
        var dataDir = Path.GetFullPath(options.DataDir);
        using (var device = open(SettingsOf(plan.Trials[0])))
            _folder.Keep(new KeptSweep(plan, dataDir, SweepFolder.ChecksumOf(dataDir), RunManifest.VersionsOf(device.Name, console.Time.GetUtcNow())));
        _compared = [.. plan.Trials.Select(SettingsOf)];
        if (!Directory.EnumerateFiles(_folder.Path, "*tfevents*").Any())
        {
            using var log = EventFileWriter.Create(_folder.Path, console.Time);
            log.Write(0, RunHparams.Experiment(_compared));
        }

        var done = plan.Trials.Count(trial => _folder.ResultOf(trial) is not null);
        Tell($"{plan.Trials.Count} trials of {plan.Trials[^1].Setting + 1} settings, {done} with a result, {options.Parallel} at a time; kept in {_folder.Path}");
    }

    private void RunAll(IReadOnlyList<SweepTrial> trials, SweepRung rung, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var waiting = new ConcurrentQueue<SweepTrial>(trials);
        var workers = Enumerable.Range(0, Math.Min(options.Parallel, trials.Count)).Select(_ => Task.Factory.StartNew(
            () =>
            {
                try
                {
                    while (!ending.IsCancellationRequested && waiting.TryDequeue(out var trial)) Run(trial, plan.EpochsOf(trial, rung), ending.Token);
                }
                catch
                {
                    // One trial that cannot go on ends the others, which are saved.
                    ending.Cancel();
                    throw;
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Task.WhenAll(workers).GetAwaiter().GetResult();
    }

    private void Run(SweepTrial trial, int epochs, CancellationToken stop)
    {
        using var claim = _folder.Claim(trial);
        if (claim is null)
        {
            Tell($"trial {trial.Index} is run by another process");
            return;
        }

        var earlier = _folder.ResultOf(trial);
        if (earlier?.After(epochs) is not null) return;
        var settings = SettingsOf(trial);
        var goesOn = new CheckpointFolder(settings.CheckpointDir).HoldsRun;
        Tell($"trial {trial.Index} ({trial.Label}): {(goesOn ? "goes on" : "begins")}, up to {epochs} epochs");
        using var device = open(settings);
        if (new TrialRun(settings, device, _compared, console.Time) { Network = Network }.Execute(epochs, stop) is not { } score) return;
        _folder.Write(new TrialResult(trial.Index, [.. earlier?.Scores ?? [], score]));
        Tell(score.Failure is { } failure ? $"trial {trial.Index}: {failure}"
            : string.Create(CultureInfo.InvariantCulture, $"trial {trial.Index}: Dice {score.Dice:F4} after {epochs} epochs"));
    }

    private RunSettings SettingsOf(SweepTrial trial) =>
        trial.Settings with { DataDir = options.DataDir, CheckpointDir = _folder.FolderOf(trial.Index), Device = options.Device, Threads = 1 };

    private void Tell(string line) => console.Log(new LogEvent("sweep", line));
}
