using FcnEngine.Data.Batching;
using FcnEngine.Execution;
using FcnEngine.Training.Events;

namespace FcnEngine.Training;

/// <summary>A step whose loss was read.</summary>
/// <param name="Done">What observers are told.</param>
/// <param name="Fault">See <see cref="StepOutcome.Fault"/>.</param>
/// <param name="SampleIndices">The images of the step, as places in the training set.</param>
internal readonly record struct ReadStep(StepDone Done, string? Fault, IReadOnlyList<int> SampleIndices);

/// <summary>Steps that were queued on the device and whose losses were not read yet: all of one epoch and one batch size.</summary>
internal sealed class StepsUnderWay(Model model, TimeProvider time)
{
    private readonly List<ReadStep> _queued = [];
    private TrainingSession? _session;
    private long _began;

    public int Count => _queued.Count;

    /// <summary>Whether a batch can be queued behind those under way.</summary>
    public bool Takes(Batch batch) => Count == 0 || model.Training(batch.Count) == _session;

    public void Queue(Batch batch, long step, float rate)
    {
        if (Count == 0)
        {
            _session = model.Training(batch.Count);
            _began = time.GetTimestamp();
        }

        _session!.Queue(batch.Images, batch.Labels, checked((int)step), rate);
        var done = new StepDone(step, batch.Epoch, batch.Index, Loss: 0, rate, TimeSpan.Zero, batch.Count);
        _queued.Add(new ReadStep(done, Fault: null, batch.SampleIndices.ToArray()));
    }

    /// <summary>Waits for all and hands them out in their order; none is under way then.</summary>
    public IReadOnlyList<ReadStep> Read()
    {
        if (Count == 0) return [];
        var outcomes = _session!.ReadOutcomes();
        var each = time.GetElapsedTime(_began) / Count;
        ReadStep[] read = [.. _queued.Zip(outcomes, (step, outcome) =>
            step with { Done = step.Done with { Loss = outcome.Loss, Duration = each }, Fault = outcome.Fault })];
        _queued.Clear();
        return read;
    }
}
