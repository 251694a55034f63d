using FcnEngine.Graphs;
using FcnEngine.Ops;

namespace FcnEngine.Planning;

/// <summary>The steps of a plan while rules rewrite them: who makes a tensor, who uses it, and what must stay visible.</summary>
public sealed class StepList
{
    private readonly List<PlanStep> _steps;
    private readonly HashSet<Tensor> _fetched;

    public StepList(IEnumerable<PlanStep> steps, IEnumerable<Tensor> fetched)
    {
        _steps = [.. steps];
        _fetched = [.. fetched];
    }

    public IReadOnlyList<PlanStep> Steps => _steps;

    public PlanStep? Producer(Tensor tensor) => _steps.Find(step => step.Outputs.Contains(tensor));

    /// <summary>The producer of a tensor where it is such an op.</summary>
    public PlanStep? Producer<TOp>(Tensor tensor) => Producer(tensor) is { Op: TOp } step ? step : null;

    public IEnumerable<PlanStep> Users(Tensor tensor) => _steps.Where(step => step.Inputs.Contains(tensor));

    public bool IsFetched(Tensor tensor) => _fetched.Contains(tensor);

    /// <summary>Whether nobody but one step looks at a tensor, so that it need not exist once the two are one.</summary>
    public bool IsPrivate(Tensor tensor, PlanStep user) => !IsFetched(tensor) && Users(tensor).All(step => step == user);

    /// <summary>Puts one step in the place of several.</summary>
    public void Replace(IReadOnlyList<PlanStep> old, PlanStep fused)
    {
        var place = old.Max(_steps.IndexOf);
        _steps[place] = fused;
        _steps.RemoveAll(old.Contains);
    }

    /// <summary>Removes steps whose results nobody uses, and outputs nobody asked for.</summary>
    public void Prune()
    {
        for (var i = _steps.Count - 1; i >= 0; i--)
        {
            var step = _steps[i];
            if (step.Outputs.Count > 0 && step.Op.Overwrites is null && step.Outputs.All(IsUnused))
            {
                _steps.RemoveAt(i);
                continue;
            }

            var kept = step.Outputs.Count;
            while (kept > step.Op.RequiredOutputs && IsUnused(step.Outputs[kept - 1])) kept--;
            if (kept < step.Outputs.Count) _steps[i] = step with { Outputs = [.. step.Outputs.Take(kept)] };
        }
    }

    /// <summary>
    /// Orders the steps so that each comes after those that make its inputs, and an update after everything else that reads
    /// the variable; otherwise the order stays.
    /// </summary>
    public IReadOnlyList<PlanStep> Ordered()
    {
        var producer = _steps.SelectMany(step => step.Outputs, (step, output) => (step, output)).ToDictionary(pair => pair.output, pair => pair.step);
        var ordered = new List<PlanStep>();
        var state = new Dictionary<PlanStep, bool>(ReferenceEqualityComparer.Instance);
        foreach (var step in _steps) Visit(step);
        return ordered;

        void Visit(PlanStep step)
        {
            if (state.TryGetValue(step, out var done))
            {
                if (!done) throw new InvalidOperationException($"{step.Name} waits for itself: two updates read each other's variables");
                return;
            }

            state[step] = false;
            foreach (var input in step.Inputs)
            {
                if (producer.TryGetValue(input, out var before)) Visit(before);
            }

            if (step.Overwritten is { Producer.Op: Variable } variable)
            {
                foreach (var reader in _steps.Where(reader => reader != step && reader.Overwritten != variable && reader.Inputs.Contains(variable)))
                    Visit(reader);
            }

            state[step] = true;
            ordered.Add(step);
        }
    }

    private bool IsUnused(Tensor tensor) => !IsFetched(tensor) && !Users(tensor).Any();
}
