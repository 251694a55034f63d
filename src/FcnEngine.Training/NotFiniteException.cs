using System.Globalization;

namespace FcnEngine.Training;

/// <summary>A loss or a weight became NaN or infinite. The batch that did it is kept for study.</summary>
public sealed class NotFiniteException : RunException
{
    /// <param name="step">The step that met it.</param>
    /// <param name="loss">The loss of the step.</param>
    /// <param name="node">The parameter whose update met it first, where one did.</param>
    /// <param name="sampleIndices">The images of the step, as places in the training set.</param>
    /// <param name="learningRate">The rate of the step.</param>
    public NotFiniteException(long step, float loss, string? node, IReadOnlyList<int> sampleIndices, float learningRate)
        : base(Compose(step, loss, node, learningRate))
    {
        (Step, Loss, Node, LearningRate) = (step, loss, node, learningRate);
        SampleIndices = sampleIndices;
    }

    public NotFiniteException() { }

    public NotFiniteException(string message) : base(message) { }

    public NotFiniteException(string message, Exception innerException) : base(message, innerException) { }

    public long Step { get; }

    public float Loss { get; }

    public string? Node { get; }

    public float LearningRate { get; }

    /// <summary>The images of the step, as places in the training set.</summary>
    public IReadOnlyList<int> SampleIndices { get; } = [];

    private static string Compose(long step, float loss, string? node, float rate)
    {
        var where = node is null ? "the loss" : $"the update of {node}";
        return string.Create(CultureInfo.InvariantCulture, $"step {step}: {where} is not finite (loss {loss}, learning rate {rate:G4}); try a smaller --learning_rate");
    }
}
