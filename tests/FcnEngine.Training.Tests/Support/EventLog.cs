using FcnEngine.Training.Events;

namespace FcnEngine.Training.Tests.Support;

/// <summary>Keeps what it is told.</summary>
internal sealed class EventLog : ITrainingObserver
{
    public Action<StepDone>? OnStep { get; init; }

    public List<string> Names { get; } = [];

    public List<StepDone> Steps { get; } = [];

    public List<EpochDone> Epochs { get; } = [];

    public List<CheckpointSaved> Saves { get; } = [];

    public RunEnded? Ended { get; private set; }

    public void RunStarted(RunStarted started) => Names.Add($"started {started.State.Step}");

    public void StepDone(in StepDone step)
    {
        Names.Add($"step {step.Step}");
        Steps.Add(step);
        OnStep?.Invoke(step);
    }

    public void EpochDone(EpochDone epoch)
    {
        Names.Add($"epoch {epoch.Epoch}");
        Epochs.Add(epoch);
    }

    public List<Evaluated> Evaluations { get; } = [];

    public void Evaluated(Evaluated evaluated)
    {
        Names.Add($"evaluated {evaluated.Epoch}{(evaluated.IsBest ? " best" : "")}");
        Evaluations.Add(evaluated);
    }

    public void Settled(in RunState state) => Names.Add($"settled {state.Step}");

    public void CheckpointSaved(CheckpointSaved saved) => Saves.Add(saved);

    public void RunEnded(RunEnded ended)
    {
        Names.Add($"ended {ended.Outcome}");
        Ended = ended;
    }
}
