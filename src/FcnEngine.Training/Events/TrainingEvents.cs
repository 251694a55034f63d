using FcnEngine.Execution;
using FcnEngine.Training.Metrics;

namespace FcnEngine.Training.Events;

/// <summary>A run begins, or goes on where a checkpoint left it.</summary>
/// <param name="Model">The network with its weights, for those who look at them.</param>
/// <param name="State">Where the run stands.</param>
/// <param name="Epochs">The epoch the run ends before.</param>
/// <param name="BatchesPerEpoch">Steps of one epoch, a last partial batch included.</param>
/// <param name="ImagesPerEpoch">Images of one epoch.</param>
public sealed record RunStarted(Model Model, RunState State, int Epochs, int BatchesPerEpoch, int ImagesPerEpoch);

/// <summary>One optimizer update is done.</summary>
/// <param name="Step">Its number, from 0.</param>
/// <param name="Epoch">The epoch it belongs to, from 0.</param>
/// <param name="Batch">Its place in the epoch, from 0.</param>
/// <param name="Loss">The mean loss over the batch's pixels, with the weights before the update.</param>
/// <param name="LearningRate">The rate of the update.</param>
/// <param name="Duration">From batch ready to weights updated; the mean of the steps that were read together.</param>
/// <param name="Images">Images in the batch.</param>
public readonly record struct StepDone(
    long Step, int Epoch, int Batch, float Loss, float LearningRate, TimeSpan Duration, int Images)
{
    public double Seconds => Duration.TotalSeconds;
}

/// <summary>One pass over the training images is done.</summary>
/// <param name="Epoch">Its number, from 0.</param>
/// <param name="Step">Updates done so far.</param>
/// <param name="MeanLoss">The mean loss over the epoch's images.</param>
/// <param name="Duration">Time since the epoch began, or since the run was resumed in it.</param>
/// <param name="Images">Images seen in that time.</param>
public sealed record EpochDone(int Epoch, long Step, double MeanLoss, TimeSpan Duration, int Images)
{
    /// <summary>How much of <see cref="Duration"/> went by waiting for the next batch.</summary>
    public TimeSpan Waited { get; init; }
}

/// <summary>The validation images were evaluated.</summary>
/// <param name="Epoch">The epoch just done, from 0.</param>
/// <param name="Step">Updates done so far.</param>
/// <param name="Result">Counts, accuracy and Dice.</param>
/// <param name="IsBest">Whether no evaluation of this run had a higher Dice.</param>
public sealed record Evaluated(int Epoch, long Step, EvaluationResult Result, bool IsBest);

/// <summary>A checkpoint is on the disk.</summary>
public sealed record CheckpointSaved(string Path, long Step, bool IsBest, TimeSpan Duration);

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>All epochs are done.</summary>
    Finished,

    /// <summary>It was asked to stop; the step under way was finished.</summary>
    Stopped,

    /// <summary>A value was not finite; the weights are not to be saved.</summary>
    Faulted,

    /// <summary>The same, and the run begins again from an earlier state.</summary>
    Retreated,
}

/// <summary>No step follows.</summary>
public sealed record RunEnded(RunState State, RunOutcome Outcome, TimeSpan Duration);
