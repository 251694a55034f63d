namespace FcnEngine.Training.Events;

/// <summary>Several observers as one, told in their order.</summary>
public sealed class ObserverGroup(params IReadOnlyList<ITrainingObserver> observers) : ITrainingObserver
{
    public void RunStarted(RunStarted started)
    {
        foreach (var observer in observers) observer.RunStarted(started);
    }

    public bool Watches(long step) => observers.Any(observer => observer.Watches(step));

    public void StepDone(in StepDone step)
    {
        foreach (var observer in observers) observer.StepDone(in step);
    }

    public void EpochDone(EpochDone epoch)
    {
        foreach (var observer in observers) observer.EpochDone(epoch);
    }

    public void Evaluated(Evaluated evaluated)
    {
        foreach (var observer in observers) observer.Evaluated(evaluated);
    }

    public void Settled(in RunState state)
    {
        foreach (var observer in observers) observer.Settled(in state);
    }

    public void CheckpointSaved(CheckpointSaved saved)
    {
        foreach (var observer in observers) observer.CheckpointSaved(saved);
    }

    public void RunEnded(RunEnded ended)
    {
        foreach (var observer in observers) observer.RunEnded(ended);
    }
}
