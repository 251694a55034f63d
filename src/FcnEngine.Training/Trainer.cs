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

    /// <summary>Trains until the epochs are done or <paramref name="stop"/> is asked for, which lets the step under way finish.</summary>
    /// <exception cref="NotFiniteException">A loss or a weight is not a finite number; the weights are those before the faulty updates.</exception>
    public RunEnded Run(RunState start, CancellationToken stop = default)
    {
        var (state, began) = (start, _time.GetTimestamp());
        using var loader = new BatchLoader(samples, new BatchLoaderOptions
        {
            BatchSize = options.BatchSize,
            Seed = options.Seed,
            StartEpoch = start.Epoch,
            StartBatch = start.Batch,
        });
        observer.RunStarted(new RunStarted(model, start, options.Epochs, loader.BatchesPerEpoch, samples.Count));

        var (epochBegan, epochImages) = (began, 0);
        while (!options.IsDone(in state, loader.BatchesPerEpoch) && !stop.IsCancellationRequested)
        {
            var batch = loader.Next();
            state = Step(batch, state, began);
            epochImages += batch.Count;
            if (batch.EndsEpoch)
            {
                observer.EpochDone(new EpochDone(state.Epoch, state.Step, state.EpochMeanLoss, _time.GetElapsedTime(epochBegan), epochImages));
                state = Evaluate(state).NextEpoch();
                (epochBegan, epochImages) = (_time.GetTimestamp(), 0);
            }

            observer.Settled(in state);
        }

        return End(state, options.IsDone(in state, loader.BatchesPerEpoch) ? RunOutcome.Finished : RunOutcome.Stopped, began);
    }

    private RunState Step(Batch batch, RunState state, long began)
    {
        var session = model.Training(batch.Count);
        var rate = (float)(options.Schedule.At(state.Step) * state.RateScale);
        var stepBegan = _time.GetTimestamp();
        var loss = session.Step(batch.Images, batch.Labels, checked((int)state.Step), rate);
        var fault = session.ReadFault();
        var duration = _time.GetElapsedTime(stepBegan);
        if (fault is not null || !float.IsFinite(loss))
        {
            End(state, RunOutcome.Faulted, began);
            throw new NotFiniteException(state.Step, loss, fault, batch, rate);
        }

        observer.StepDone(new StepDone(state.Step, state.Epoch, batch.Index, loss, rate, duration, batch.Count));
        return state.AfterBatch(loss, batch.Count);
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
