namespace FcnEngine.Training.Events;

/// <summary>
/// Told what happens in a run, on the training thread: console, checkpoints and event files are each one observer.
/// After a step come, in this order: <see cref="StepDone"/>; at the end of an epoch <see cref="EpochDone"/> and, where due,
/// <see cref="Evaluated"/>; then <see cref="Settled"/>.
/// </summary>
public interface ITrainingObserver
{
    void RunStarted(RunStarted started)
    {
    }

    void StepDone(in StepDone step)
    {
    }

    void EpochDone(EpochDone epoch)
    {
    }

    void Evaluated(Evaluated evaluated)
    {
    }

    /// <summary>All that belongs to the last step has been told: weights and state are one, and may be saved.</summary>
    void Settled(in RunState state)
    {
    }

    void CheckpointSaved(CheckpointSaved saved)
    {
    }

    void RunEnded(RunEnded ended)
    {
    }
}
