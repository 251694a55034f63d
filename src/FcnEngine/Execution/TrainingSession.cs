using FcnEngine.Optimizers;

namespace FcnEngine.Execution;

/// <summary>One optimizer update after another, on batches of one size.</summary>
public sealed class TrainingSession : IDisposable
{
    private readonly TrainingGraph _graph;
    private readonly DeviceTensor _fault;

    internal TrainingSession(TrainingGraph graph, Session session, VariableStore variables)
    {
        _graph = graph;
        Session = session;
        _fault = variables[GradientDescent.FaultVariable];
    }

    public Session Session { get; }

    /// <summary>Queues one step; <see cref="ReadLoss"/> waits for it.</summary>
    /// <param name="images">[N, H, W, C] row-major.</param>
    /// <param name="labels">[N, H, W], the class of each pixel.</param>
    /// <param name="step">The number of the step, from 0; dropout draws from it.</param>
    /// <param name="learningRate">The rate of this step.</param>
    public void Queue(ReadOnlySpan<float> images, ReadOnlySpan<byte> labels, int step, float learningRate)
    {
        Session.Feed(_graph.Images, images);
        Session.Feed(_graph.Labels, labels);
        Session.Feed(_graph.Step, new ReadOnlySpan<int>(in step));
        Session.Feed(_graph.LearningRate, new ReadOnlySpan<float>(in learningRate));
        Session.Run();
    }

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
        return code == 0 ? null : _graph.Updates[code - 1].Inputs[0].Name;
    }

    /// <summary>Lets updates go on after a fault.</summary>
    public void ClearFault() => _fault.Upload<int>([0]);

    /// <summary>One step and its loss.</summary>
    public float Step(ReadOnlySpan<float> images, ReadOnlySpan<byte> labels, int step, float learningRate)
    {
        Queue(images, labels, step, learningRate);
        return ReadLoss();
    }

    public void Dispose() => Session.Dispose();
}
