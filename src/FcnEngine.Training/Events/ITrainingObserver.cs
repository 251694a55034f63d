namespace FcnEngine.Training.Events;

/// <summary>
/// Told what happens in a run, on the training thread: console, checkpoints and event files are each one observer.
/// After a step come, in this order: <see cref="StepDone"/>; at the end of an epoch <see cref="EpochDone"/> and, where due,
/// <see cref="Evaluated"/>; then <see cref="Settled"/>. On a device that runs ahead several steps are told one after another when
/// they are read together, and <see cref="Settled"/> comes after the last of them.
/// </summary>
public interface ITrainingObserver
{
    void RunStarted(RunStarted started)
    {
    }

    /// <summary>
    /// Whether a step is to run by itself: its duration is then its own, and when it is told the weights are those it left. Asked
    /// before each step; an end of an epoch needs no asking for.
    /// </summary>
    /// <param name="step">The step's number, from 0.</param>
    bool Watches(long step) => false;

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
