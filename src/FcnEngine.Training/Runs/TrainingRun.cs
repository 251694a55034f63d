using System.Globalization;
using FcnEngine.Data;
using FcnEngine.Data.Augmentation;
using FcnEngine.Execution;
using FcnEngine.Networks;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Events;
using FcnEngine.Training.Logging;

namespace FcnEngine.Training.Runs;

/// <summary>
/// A whole training run: settings and device -> records, model, a new or resumed state, training, checkpoints.
/// Usage: <c>using var device = new CpuDevice(); new TrainingRun(settings, device, console).Execute(fresh: false, stop);</c>.
/// </summary>
public sealed class TrainingRun(RunSettings settings, Device device, RunConsole console)
{
    /// <summary>A network of the caller's own instead of the lab's that the settings name.</summary>
    public Network? Network { get; init; }

    /// <summary>More observers, such as event files; told before the run is saved.</summary>
    public IReadOnlyList<ITrainingObserver> Observers { get; init; } = [];

    /// <summary>The runs of a sweep that this one belongs to, for TensorBoard's hparams table.</summary>
    public IReadOnlyCollection<RunSettings>? Compared { get; init; }

    internal SaveProbe? Probe { get; init; }

    /// <param name="fresh">Whether a run that the folder holds is given up for a new one.</param>
    /// <param name="stop">Ends the run after the step under way; it is saved.</param>
    /// <exception cref="DataException">A file or folder cannot be used.</exception>
    /// <exception cref="SettingException">A setting makes no sense.</exception>
    /// <exception cref="RunException">The run cannot go on.</exception>
    public RunEnded Execute(bool fresh, CancellationToken stop)
    {
        var network = Network ?? NetworkCatalog.Create(settings.Network, settings.Biases);
        if (AugmentationSet.FindFault(settings.Augment, RecordFolder.SizeFor(network)) is { } fault) throw new SettingException("augment", fault);
        using var taken = FolderLock.Take(settings.CheckpointDir, console.Time);
        var folder = new CheckpointFolder(settings.CheckpointDir);
        folder.Prepare();
        using var log = console.KeepIn(folder.Path);
        try
        {
            return Execute(network, folder, fresh, stop);
        }
        catch (Exception failure)
        {
            // Whoever called tells it; the log of the run has it too.
            log.Write(new LogEvent("failed", failure.Message) { Level = LogLevel.Error });
            throw;
        }
    }

    private RunEnded Execute(Network network, CheckpointFolder folder, bool fresh, CancellationToken stop)
    {
        var records = new RecordFolder(settings.DataDir, RecordFolder.SizeFor(network));
        var train = records.ReadTrain();
        var validation = settings.EvalEvery > 0 ? records.ReadValidation() : null;
        Describe(train.Count, validation?.Count);
        return MemoryPreflight.OfTraining(network, device, train.Count, validation is not null).Guard(settings.BatchSize, () =>
        {
            var lines = new LabLines(console);
            using var model = new Model(network, device, new ModelOptions(settings.Seed, ShapeListener: lines.Shape));
            var course = new RunCourse(settings, model, train, validation, folder, console) { Observers = Observers, Compared = Compared, Probe = Probe };
            var state = RunState.Start;
            if (!fresh && folder.HoldsRun)
            {
                state = RunResumption.Resume(folder, model, settings, course.DataChecksum, (train.Count + settings.BatchSize - 1) / settings.BatchSize, console.Warn);
                console.Output(string.Create(CultureInfo.InvariantCulture, $"Resumed from step {state.Step}"));
            }

            var ended = state.Epoch < settings.NumEpochs ? course.Train(state, stop) : new RunEnded(state, RunOutcome.Finished, TimeSpan.Zero);
            if (ended.Outcome == RunOutcome.Finished) lines.Done(ended.State);
            return Told(ended);
        });
    }

    private void Describe(int train, int? validation) => console.Log(new LogEvent(
        "data", string.Create(CultureInfo.InvariantCulture, $"{train} training images{(validation is { } count ? $", {count} validation images" : "")} from {settings.DataDir}; run kept in {settings.CheckpointDir}"),
        ("training_images", train), ("validation_images", validation ?? 0), ("data_dir", settings.DataDir), ("checkpoint_dir", settings.CheckpointDir)));

    /// <summary>Tells how the run ended, when all of it is saved.</summary>
    private RunEnded Told(RunEnded ended)
    {
        var state = ended.State;
        (string, object)[] figures = [("step", state.Step), ("epoch", state.Epoch), ("best_dice", state.BestDice), ("best_step", state.BestStep), ("seconds", ended.Duration.TotalSeconds)];
        console.Log(ended.Outcome == RunOutcome.Stopped
            ? new LogEvent("stopped", $"stopped after step {state.Step}, which is saved in {settings.CheckpointDir}; the same command goes on from there", figures)
            : new LogEvent("finished", $"finished: {state.Epoch} epochs, {state.Step} steps", figures));
        return ended;
    }
}
