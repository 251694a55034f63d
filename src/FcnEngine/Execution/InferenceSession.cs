using FcnEngine.Graphs;

namespace FcnEngine.Execution;

/// <summary>Logits and classes for batches of one size.</summary>
public sealed class InferenceSession : IDisposable
{
    private readonly Tensor _images, _logits, _classes;

    internal InferenceSession(Tensor images, Tensor logits, Tensor classes, Session session)
    {
        (_images, _logits, _classes) = (images, logits, classes);
        Session = session;
    }

    public Session Session { get; }

    /// <summary>Runs the network on images [N, H, W, C].</summary>
    public void Run(ReadOnlySpan<float> images)
    {
        Session.Feed(_images, images);
        Session.Run();
    }

    /// <summary>The logits [N, H, W, classes] of the last run.</summary>
    public void ReadLogits(Span<float> logits) => Session.Fetch(_logits, logits);

    /// <summary>The most likely class of each pixel [N, H, W] of the last run.</summary>
    public void ReadClasses(Span<byte> classes) => Session.Fetch(_classes, classes);

    public void Dispose() => Session.Dispose();
}
