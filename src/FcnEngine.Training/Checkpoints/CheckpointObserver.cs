using System.Diagnostics;
using FcnEngine.Execution;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Events;

namespace FcnEngine.Training.Checkpoints;

/// <summary>
/// Saves a run when its time has come, when a Dice is the best so far, and when the run ends. It belongs last in an
/// <see cref="ObserverGroup"/>, so that what others keep of a step is kept before the step is saved.
/// </summary>
/// <param name="folder">Where to save; prepared.</param>
/// <param name="describe">The record of a state.</param>
/// <param name="every">The regular interval; time counts from the first step.</param>
/// <param name="keep">How many steps to keep.</param>
/// <param name="others">Told of each save.</param>
public sealed class CheckpointObserver(
    CheckpointFolder folder, Func<RunState, CheckpointRecord> describe, SaveInterval every, int keep,
    ITrainingObserver? others = null, TimeProvider? time = null) : ITrainingObserver
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private VariableStore? _variables;
    private RunState _saved;
    private long? _clock;
    private bool _isBest;

    internal SaveProbe? Probe { get; init; }

    /// <summary>Whether the run begins in a state that no file has, one with another rate, which is saved before the first step.</summary>
    public bool SavesStart { get; init; }

    /// <summary>A new run is saved before its first step: a folder that cannot be written to is found out at once.</summary>
    public void RunStarted(RunStarted started)
    {
        _variables = started.Model.Variables;
        _saved = started.State;
        if (started.State.Step == 0 && !SavesStart) folder.ForgetOlder();
        if (started.State.Step == 0 || SavesStart) Save(started.State);
    }

    public bool Watches(long step) => every.Steps is { } steps && (step + 1) % steps == 0;

    public void StepDone(in StepDone step) => _clock ??= _time.GetTimestamp();

    public void Evaluated(Evaluated evaluated) => _isBest |= evaluated.IsBest;

    public void Settled(in RunState state)
    {
        if (_isBest || IsDue(state)) Save(state);
    }

    public void RunEnded(RunEnded ended)
    {
        if (ended.Outcome is RunOutcome.Finished or RunOutcome.Stopped && ended.State != _saved) Save(ended.State);
    }

    private bool IsDue(RunState state) => every.IsDue(state) || (_clock is { } since && _time.GetElapsedTime(since) >= every.Time);

    /// <summary>Writes the step, then gives it its other names; each is complete at any moment.</summary>
    private void Save(RunState state)
    {
        var began = Stopwatch.GetTimestamp();
        var path = folder.OfStep(state.Step);
        CheckpointWriter.Write(path, _variables!, describe(state), Probe);
        if (_isBest) DurableFile.ReplaceByLink(path, folder.Best, Probe);
        Probe?.Reached?.Invoke(SaveMoment.Linked);
        DurableFile.ReplaceByLink(path, folder.Newest, Probe);
        Probe?.Reached?.Invoke(SaveMoment.NewestReplaced);
        folder.Prune(keep, state.Step, at => every.Plans(at));
        Probe?.Reached?.Invoke(SaveMoment.Pruned);
        var saved = new CheckpointSaved(path, state.Step, _isBest, Stopwatch.GetElapsedTime(began));
        (_saved, _isBest) = (state, false);
        if (_clock is not null) _clock = _time.GetTimestamp();
        others?.CheckpointSaved(saved);
    }
}
