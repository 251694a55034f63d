using FcnEngine.Graphs;
using FcnEngine.Ops;
using FcnEngine.Planning;

namespace FcnEngine.Reference;

/// <summary>Runs the steps of a plan in float64, and keeps watch over its arena: a value lives until another is written over its bytes.</summary>
public sealed class ReferencePlan(Plan plan)
{
    private readonly Dictionary<Tensor, double[]> _values = [];

    /// <summary>The state by variable name; updates change it in place.</summary>
    public required Dictionary<string, double[]> Variables { get; init; }

    /// <summary>Runs all steps and returns the tensors that can be read afterwards.</summary>
    /// <exception cref="InvalidOperationException">A step reads a value that another has overwritten, or writes over its own input.</exception>
    public IReadOnlyDictionary<Tensor, double[]> Run(IReadOnlyDictionary<string, double[]> feeds)
    {
        _values.Clear();
        // Feeding comes before all steps.
        foreach (var input in plan.Inputs) Write(input, feeds[((Input)input.Producer.Op).FeedName]);
        foreach (var step in plan.Steps)
        {
            if (step.Op is Variable variable) _values[step.Outputs[0]] = Variables[variable.VariableName];
            else if (step.Op is Reshape) _values[step.Outputs[0]] = Read(step.Inputs[0], step);
            else if (step.Op is not Input) Compute(step);
        }

        foreach (var kept in plan.Fetched.Concat(plan.Inputs))
        {
            if (!_values.ContainsKey(kept)) throw new InvalidOperationException($"{kept.Name} was overwritten before the end of the step");
        }

        return _values;
    }

    private void Compute(PlanStep step)
    {
        var inputs = step.Inputs.Select(input => Read(input, step)).ToArray();
        var outputs = ReferenceOps.Compute(step.Op, [.. step.Inputs.Select(input => input.Shape)], inputs);
        for (var i = 0; i < step.Inputs.Count; i++)
        {
            var mayShare = step.Op.InPlaceInputs.Contains(i) ? step.Outputs.Take(1) : [];
            if (step.Outputs.Except(mayShare).FirstOrDefault(output => Overlap(output, step.Inputs[i])) is { } output)
                throw new InvalidOperationException($"{step.Name} writes {output.Name} over its input {step.Inputs[i].Name}");
        }

        foreach (var (output, values) in step.Outputs.Zip(outputs)) Write(output, values);
        if (step.Outputs.FirstOrDefault(output => !_values.ContainsKey(output)) is { } lost)
            throw new InvalidOperationException($"{step.Name} writes another output over {lost.Name}");
    }

    private double[] Read(Tensor tensor, PlanStep step) =>
        _values.TryGetValue(tensor, out var values) ? values : throw new InvalidOperationException($"{step.Name} reads {tensor.Name}, which was overwritten");

    private void Write(Tensor tensor, double[] values)
    {
        foreach (var other in _values.Keys.Where(other => Overlap(other, tensor)).ToArray()) _values.Remove(other);
        _values[tensor] = values;
    }

    private bool Overlap(Tensor left, Tensor right) =>
        plan.Layout.StorageOf(left) is { } a && plan.Layout.StorageOf(right) is { } b
        && a.Offset < b.Offset + Math.Max(right.Type.ByteLength, 1) && b.Offset < a.Offset + Math.Max(left.Type.ByteLength, 1);
}
