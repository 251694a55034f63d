using FcnEngine.Data;
using FcnEngine.Data.Batching;
using FcnEngine.Execution;
using FcnEngine.Training.Events;
using FcnEngine.Training.Metrics;

namespace FcnEngine.Training;

/// <summary>
/// Batches -> optimizer updates -> events. Every image of an epoch is trained on, in an order drawn for that epoch; what is
/// printed, saved or plotted is the observers' business.
/// Usage: <c>new Trainer(model, samples, new() { Epochs = 10 }, observer).Run(RunState.Start)</c>.
/// </summary>
/// <param name="model">Its weights are trained.</param>
/// <param name="samples">The training images.</param>
/// <param name="options">Schedule, epochs, batch size, seed.</param>
/// <param name="observer">Told what happens.</param>
/// <param name="evaluate">Evaluates the model on the validation images; null for no evaluation.</param>
/// <param name="time">The clock; durations are measured by it.</param>
public sealed class Trainer(
    Model model, IReadOnlyList<Sample> samples, TrainerOptions options, ITrainingObserver observer,
    Func<EvaluationResult>? evaluate = null, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly StepsUnderWay _underWay = new(model, time ?? TimeProvider.System);

    /// <summary>Trains until the epochs are done or <paramref name="stop"/> is asked for, which lets the steps under way finish.</summary>
    /// <exception cref="NotFiniteException">A loss or a weight is not a finite number; the weights are finite, but a part of that step may be in them.</exception>
    public RunEnded Run(RunState start, CancellationToken stop = default)
    {
        var (state, began) = (start, _time.GetTimestamp());
        using var loader = new BatchLoader(samples, options.LoaderFrom(start.Epoch, start.Batch));
        observer.RunStarted(new RunStarted(model, start, options.Epochs, loader.BatchesPerEpoch, samples.Count));

        var (epochBegan, epochImages, waited) = (began, 0, TimeSpan.Zero);
        while (!options.IsDone(in state, loader.BatchesPerEpoch) && !stop.IsCancellationRequested)
        {
            var batch = loader.Next();
            var watched = observer.Watches(state.Step + _underWay.Count);
            if (watched || !_underWay.Takes(batch)) state = Read(state, began);
            Queue(batch, in state);
            epochImages += batch.Count;
            if (!batch.EndsEpoch && !watched && _underWay.Count < StepsAhead) continue;

            state = Read(state, began);
            if (batch.EndsEpoch)
            {
                observer.EpochDone(new EpochDone(state.Epoch, state.Step, state.EpochMeanLoss, _time.GetElapsedTime(epochBegan), epochImages) { Waited = loader.Waited - waited });
                state = Evaluate(state).NextEpoch();
                (epochBegan, epochImages, waited) = (_time.GetTimestamp(), 0, loader.Waited);
            }

            observer.Settled(in state);
        }

        state = Read(state, began);
        return End(state, options.IsDone(in state, loader.BatchesPerEpoch) ? RunOutcome.Finished : RunOutcome.Stopped, began);
    }

    /// <summary>Waiting for each step costs nothing on a device that has finished it when the call returns.</summary>
    private int StepsAhead => Math.Min(options.StepsAhead ?? (model.Device.RunsAhead ? int.MaxValue : 1), TrainingSession.OutcomesKept);

    private void Queue(Batch batch, in RunState state)
    {
        var step = state.Step + _underWay.Count;
        _underWay.Queue(batch, step, (float)(options.Schedule.At(step) * state.RateScale));
    }

    /// <summary>Waits for the steps under way and tells of each; a fault in one names it, and later ones have changed nothing.</summary>
    private RunState Read(RunState state, long began)
    {
        foreach (var (done, fault, sampleIndices) in _underWay.Read())
        {
            if (fault is not null || !float.IsFinite(done.Loss))
            {
                End(state, options.OnFault, began);
                throw new NotFiniteException(in done, fault, sampleIndices);
            }

            observer.StepDone(in done);
            state = state.AfterBatch(done.Loss, done.Images);
        }

        return state;
    }

    /// <summary>Evaluates where it is due: every so many epochs, and after the last.</summary>
    private RunState Evaluate(RunState state)
    {
        var done = state.Epoch + 1;
        if (evaluate is null || options.EvaluateEvery == 0) return state;
        if (done % options.EvaluateEvery != 0 && done != options.Epochs) return state;
        var result = evaluate();
        var after = state.WithDice(result.Dice);
        observer.Evaluated(new Evaluated(state.Epoch, state.Step, result, IsBest: after != state));
        return after;
    }

    private RunEnded End(RunState state, RunOutcome outcome, long began)
    {
        var ended = new RunEnded(state, outcome, _time.GetElapsedTime(began));
        observer.RunEnded(ended);
        return ended;
    }
}
