using System.Globalization;
using FcnEngine.Data;
using FcnEngine.Execution;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Events;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Metrics;
using FcnEngine.Training.Report;
using FcnEngine.Training.TensorBoard;

namespace FcnEngine.Training.Runs;

/// <summary>
/// The training itself: from a state to the end, with everything that watches it. On a value that is not finite it ends, or goes back
/// to a good checkpoint and trains on from there with a smaller rate, as the settings say.
/// </summary>
/// <param name="settings">Schedule, intervals, folders.</param>
/// <param name="model">Holds the weights of the state to begin with.</param>
/// <param name="train">The training images.</param>
/// <param name="validation">The validation images; null for no evaluation.</param>
/// <param name="folder">Where the run is kept; prepared.</param>
/// <param name="console">Told what happens.</param>
internal sealed class RunCourse(
    RunSettings settings, Model model, IReadOnlyList<Sample> train, IReadOnlyList<Sample>? validation, CheckpointFolder folder, RunConsole console)
{
    private readonly TrainerOptions _options = new()
    {
        Schedule = settings.Schedule,
        Epochs = settings.NumEpochs,
        BatchSize = settings.BatchSize,
        Seed = settings.Seed,
        Augment = settings.Augment,
        EvaluateEvery = settings.EvalEvery,
        Patience = settings.Patience,
    };

    public IReadOnlyList<ITrainingObserver> Observers { get; init; } = [];

    public IReadOnlyCollection<RunSettings>? Compared { get; init; }

    public SaveProbe? Probe { get; init; }

    public string DataChecksum { get; } = Runs.DataChecksum.Of(train);

    /// <exception cref="NotFiniteException">A value is not finite, and the run is not to go back or has gone back too often.</exception>
    public RunEnded Train(RunState state, CancellationToken stop)
    {
        RunManifest.Of(settings, model.Device, console.Time.GetUtcNow()).Write(folder.Path);
        for (var isRetreat = false; ; isRetreat = true)
        {
            var goesBack = settings.RetriesFaults && RunRetreat.IsLeft(state);
            try
            {
                return Attempt(state, isRetreat, _options with { OnFault = goesBack ? RunOutcome.Retreated : RunOutcome.Faulted }, stop);
            }
            catch (NotFiniteException met)
            {
                var fault = FaultStudy.Study(met, model, train, _options, folder.Path, settings.RetriesFaults ? RunRetreat.Count(state) : null);
                if (!goesBack) throw fault;
                Tell(fault);
                state = RunRetreat.Back(folder, model, state, fault.Met.Step, settings.SaveEvery, console.Warn);
                Tell(state);
            }
        }
    }

    private RunEnded Attempt(RunState state, bool isRetreat, TrainerOptions options, CancellationToken stop)
    {
        var kept = RunResumption.Fixed(settings);
        using var board = RunLog.FolderOf(settings.LogDir, settings.CheckpointDir) is { } logs ? new TensorBoardObserver(logs, settings, validation, Compared, console.Time) : null;
        ITrainingObserver[] boards = board is null ? [] : [board];
        var told = new ObserverGroup([new LabLines(console), new EventLines(console), new ProgressLines(console), .. boards, .. Observers]);
        var saver = new CheckpointObserver(
            folder, at => new CheckpointRecord(model.Network.Name, at, kept, DataChecksum), settings.SaveEvery, settings.Keep, told, console.Time)
        { Probe = Probe, SavesStart = isRetreat };
        Func<EvaluationResult>? evaluate = validation is null ? null : () => Evaluator.Evaluate(model, validation);
        return new Trainer(model, train, options, new ObserverGroup(told, saver), evaluate, console.Time).Run(state, stop);
    }

    private void Tell(NotFiniteException fault) => console.Log(new LogEvent(
        "fault", fault.Message,
        ("step", fault.Met.Step), ("loss", fault.Met.Loss), ("learning_rate", fault.Met.LearningRate), ("update", fault.Update ?? ""), ("node", fault.Origin?.Node ?? ""))
    { Level = LogLevel.Warning });

    private void Tell(RunState back) => console.Log(new LogEvent(
        "retreat", string.Create(CultureInfo.InvariantCulture, $"back to step {back.Step} with {back.RateScale:R} of the schedule's rate, retreat {RunRetreat.Count(back)} of {RunRetreat.Most}"),
        ("step", back.Step), ("rate_scale", back.RateScale), ("retreats", RunRetreat.Count(back)))
    { Level = LogLevel.Warning });
}
