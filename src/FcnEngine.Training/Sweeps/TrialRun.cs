using FcnEngine.Execution;
using FcnEngine.Networks;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Events;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Runs;

namespace FcnEngine.Training.Sweeps;

/// <summary>
/// Trains a trial up to an epoch, or goes on with it from its checkpoint, and evaluates its last weights. The lab's lines go to
/// <c>train.log</c> in its folder, beside the log that every run keeps.
/// </summary>
/// <param name="settings">All of the run but its epochs.</param>
/// <param name="compared">The runs of the sweep, for TensorBoard's hparams table.</param>
internal sealed class TrialRun(RunSettings settings, Device device, IReadOnlyCollection<RunSettings> compared, TimeProvider time)
{
    private const string LogName = "train.log";

    /// <summary>A network of the caller's own; null for the lab's that the settings name.</summary>
    public Network? Network { get; init; }

    /// <returns>Null where it was stopped; what it has done is saved then.</returns>
    public TrialScore? Execute(int epochs, CancellationToken stop)
    {
        using var log = new StreamWriter(Path.Combine(settings.CheckpointDir, LogName), append: true);
        var console = new RunConsole(log, TextWriter.Null, errorIsTerminal: false, time);
        try
        {
            var run = new TrainingRun(settings with { NumEpochs = epochs }, device, console) { Compared = compared, Network = Network };
            if (run.Execute(fresh: false, stop).Outcome == RunOutcome.Stopped) return null;
        }
        catch (NotFiniteException failure)
        {
            return TrialScore.Failed(epochs, failure.Message);
        }

        var checkpoint = new CheckpointFolder(settings.CheckpointDir).Newest;
        var result = new EvaluationRun(new EvaluationOptions(checkpoint, settings.DataDir), device, console) { Network = Network }.Execute(CancellationToken.None);
        var state = Checkpoint.Open(checkpoint).Record.State;
        return new TrialScore(epochs, result.Dice, result.Accuracy, result.DicePerPatient?.Mean, state.BestDice, state.BestStep, null);
    }
}
