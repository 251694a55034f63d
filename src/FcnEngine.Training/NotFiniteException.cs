using System.Globalization;
using FcnEngine.Execution;
using FcnEngine.Training.Events;

namespace FcnEngine.Training;

/// <summary>A loss or a weight became NaN or infinite.</summary>
public sealed class NotFiniteException : RunException
{
    /// <param name="met">The step that met it.</param>
    /// <param name="update">The parameter whose update met it first, where one did.</param>
    /// <param name="sampleIndices">The images of the step, as places in the training set.</param>
    /// <param name="origin">Where such a value came up first, where that was found out.</param>
    /// <param name="remark">What more there is to say, such as where the batch is kept.</param>
    /// <param name="advice">What to do besides a smaller rate.</param>
    public NotFiniteException(in StepDone met, string? update, IReadOnlyList<int> sampleIndices, FaultOrigin? origin = null, string remark = "", string advice = "")
        : base(Compose(met, update, origin, remark, advice)) => (Met, Update, SampleIndices, Origin) = (met, update, sampleIndices, origin);

    public NotFiniteException() { }

    public NotFiniteException(string message) : base(message) { }

    public NotFiniteException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>The step that met it: number, place in the epoch, loss, rate.</summary>
    public StepDone Met { get; }

    /// <summary>The parameter whose update met it first; null where only the loss was not finite.</summary>
    public string? Update { get; }

    public FaultOrigin? Origin { get; }

    /// <summary>The images of the step, as places in the training set.</summary>
    public IReadOnlyList<int> SampleIndices { get; } = [];

    private static string Compose(in StepDone met, string? update, FaultOrigin? origin, string remark, string advice)
    {
        var where = update is null ? "the loss" : $"the update of {update}";
        var first = origin is null ? "" : $"; {Name(origin)} has the first such value, {origin.Value.ToString(CultureInfo.InvariantCulture)} at {origin.Index}";
        var more = remark.Length > 0 ? $"; {remark}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"step {met.Step}: {where} is not finite (loss {met.Loss}, learning rate {met.LearningRate:G4}){first}{more}; try a smaller --learning_rate{(advice.Length > 0 ? $", {advice}" : "")}");
    }

    private static string Name(FaultOrigin origin) => origin.Place switch
    {
        FaultPlace.Input => $"the input {origin.Node}",
        FaultPlace.Weight => $"the weight {origin.Node}",
        FaultPlace.Gradient => $"the gradient's node {origin.Node}",
        _ => $"the node {origin.Node}",
    };
}
