using FcnEngine.Optimizers;

namespace FcnEngine.Execution;

/// <summary>What a step came to.</summary>
/// <param name="Loss">The mean loss, computed with the weights before the update.</param>
/// <param name="Fault">The parameter whose update first met a value that is not finite, in this step or an earlier one; null while all is well.</param>
public readonly record struct StepOutcome(float Loss, string? Fault);

/// <summary>One optimizer update after another, on batches of one size.</summary>
/// <remarks>
/// Steps may be queued ahead of the device: <see cref="ReadOutcomes"/> then tells what each came to. The update that meets a value
/// which is not finite leaves that weight as it was, and no update changes anything after that, so weights stay finite and looking
/// later loses nothing.
/// </remarks>
public sealed class TrainingSession : IDisposable
{
    /// <summary>The most steps whose outcomes are kept for <see cref="ReadOutcomes"/>.</summary>
    public const int OutcomesKept = StepJournal.Capacity;

    private readonly TrainingGraph _graph;
    private readonly DeviceTensor _fault;
    private readonly StepJournal _journal;

    internal TrainingSession(TrainingGraph graph, Session session, VariableStore variables, Device device)
    {
        _graph = graph;
        Session = session;
        _fault = variables[GradientDescent.FaultVariable];
        _journal = new StepJournal(device, session[graph.Loss], _fault);
    }

    public Session Session { get; }

    /// <summary>Queues one step; nothing waits for it.</summary>
    /// <param name="images">[N, H, W, C] row-major.</param>
    /// <param name="labels">[N, H, W], the class of each pixel.</param>
    /// <param name="step">The number of the step, from 0; dropout draws from it.</param>
    /// <param name="learningRate">The rate of this step.</param>
    public void Queue(ReadOnlySpan<float> images, ReadOnlySpan<byte> labels, int step, float learningRate)
    {
        Feed(images, labels, step, learningRate);
        Session.Run();
        _journal.Enter();
    }

    /// <summary>Uploads what a step reads.</summary>
    public void Feed(ReadOnlySpan<float> images, ReadOnlySpan<byte> labels, int step, float learningRate)
    {
        Session.Feed(_graph.Images, images);
        Session.Feed(_graph.Labels, labels);
        Session.Feed(_graph.Step, new ReadOnlySpan<int>(in step));
        Session.Feed(_graph.LearningRate, new ReadOnlySpan<float>(in learningRate));
    }

    /// <summary>Waits for all queued steps; the outcome of each since the last reading, the oldest first, of the last <see cref="OutcomesKept"/> at most.</summary>
    public IReadOnlyList<StepOutcome> ReadOutcomes() =>
        Array.ConvertAll(_journal.Read(), entry => new StepOutcome(entry.Loss, Name(entry.FaultCode)));

    /// <summary>The mean loss of the last step, computed with the weights before its update.</summary>
    public float ReadLoss()
    {
        var loss = 0f;
        Session.Fetch(_graph.Loss, new Span<float>(ref loss));
        return loss;
    }

    /// <summary>The parameter whose update first met a value that is not finite, or null while all is well; no weight changes after that.</summary>
    public string? ReadFault()
    {
        var code = 0;
        _fault.Download(new Span<int>(ref code));
        return Name(code);
    }

    /// <summary>Lets updates go on after a fault.</summary>
    public void ClearFault() => _fault.Upload<int>([0]);

    /// <summary>One step and its loss.</summary>
    public float Step(ReadOnlySpan<float> images, ReadOnlySpan<byte> labels, int step, float learningRate)
    {
        Queue(images, labels, step, learningRate);
        _journal.Forget();
        return ReadLoss();
    }

    public void Dispose()
    {
        _journal.Dispose();
        Session.Dispose();
    }

    private string? Name(int faultCode) => faultCode == 0 ? null : _graph.Updates[faultCode - 1].Inputs[0].Name;
}
