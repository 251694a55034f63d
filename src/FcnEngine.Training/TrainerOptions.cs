using FcnEngine.Data.Augmentation;
using FcnEngine.Data.Batching;
using FcnEngine.Execution;
using FcnEngine.Optimizers;
using FcnEngine.Training.Events;

namespace FcnEngine.Training;

/// <summary>What a <see cref="Trainer"/> does.</summary>
public sealed record TrainerOptions
{
    /// <summary>The learning rate of each step.</summary>
    public ExponentialDecay Schedule { get; init; } = new(LearningRate: 0.01, DecayRate: 1, DecaySteps: 1000);

    /// <summary>Passes over the images, counted from the run's very beginning.</summary>
    public int Epochs { get; init; } = 1;

    public int BatchSize { get; init; } = 1;

    /// <summary>Names the order of the images in each epoch.</summary>
    public ulong Seed { get; init; }

    /// <summary>How frames are changed from epoch to epoch; drawn from <see cref="Seed"/>, epoch and frame.</summary>
    public Augmentations Augment { get; init; }

    /// <summary>Evaluations come after every so many epochs, and after the last; 0 for none.</summary>
    public int EvaluateEvery { get; init; } = 1;

    /// <summary>Epochs without a better Dice, counted from the first above 0, after which training ends; 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>
    /// Steps that may be queued before their losses are read; null for as many as suit the device: 1, or
    /// <see cref="TrainingSession.OutcomesKept"/> where it runs ahead. What is told and saved is the same.
    /// </summary>
    public int? StepsAhead { get; init; }

    /// <summary>What observers are told a run ended in when a value is not finite: <see cref="RunOutcome.Retreated"/> where another try follows.</summary>
    public RunOutcome OnFault { get; init; } = RunOutcome.Faulted;

    /// <summary>The batches of the run from a place on.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="batch">The place in the epoch, from 0.</param>
    internal BatchLoaderOptions LoaderFrom(int epoch, int batch) => new() { BatchSize = BatchSize, Seed = Seed, Augment = Augment, StartEpoch = epoch, StartBatch = batch };

    /// <summary>Whether nothing is left to do in this state.</summary>
    internal bool IsDone(in RunState state, int batchesPerEpoch) => state.Epoch >= Epochs
        || (Patience > 0 && state is { Batch: 0, BestDice: > 0 } && state.Step - state.BestStep >= (long)Patience * batchesPerEpoch);
}
