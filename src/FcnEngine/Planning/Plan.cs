using System.Text;
using FcnEngine.Graphs;
using FcnEngine.Ops;

namespace FcnEngine.Planning;

/// <summary>How a plan is made.</summary>
/// <param name="Rules">The fusion rules to use; empty for a plan with one step a node.</param>
/// <param name="ReuseMemory">Whether tensors that never live together may share memory; off, every value can be read after a step.</param>
public sealed record PlanOptions(IReadOnlyList<FusionRule> Rules, bool ReuseMemory = true)
{
    public static PlanOptions Default { get; } = new(FusionRules.All);

    public static PlanOptions Unfused { get; } = new([]);
}

/// <summary>What a session will do: the steps in order, and where in the arena each tensor lies. It prints as a table.</summary>
public sealed class Plan
{
    private Plan(IReadOnlyList<PlanStep> steps, ArenaLayout layout, IReadOnlyList<Tensor> fetched)
    {
        Steps = steps;
        Layout = layout;
        Fetched = fetched;
    }

    public IReadOnlyList<PlanStep> Steps { get; }

    public ArenaLayout Layout { get; }

    /// <summary>The tensors that can be read after a step.</summary>
    public IReadOnlyList<Tensor> Fetched { get; }

    public IEnumerable<Tensor> Inputs => Steps.Where(step => step.Op is Input).Select(step => step.Outputs[0]);

    public IEnumerable<Tensor> Variables => Steps.Where(step => step.Op is Variable).Select(step => step.Outputs[0]);

    public long Flops => Steps.Sum(step => step.Flops);

    /// <summary>Plans what it takes to compute some tensors and to carry out some updates of one graph.</summary>
    public static Plan Create(IReadOnlyList<Tensor> fetched, IReadOnlyList<Node> updates, PlanOptions options)
    {
        var needed = new HashSet<Node>();
        var open = new Stack<Node>(fetched.Select(tensor => tensor.Producer).Concat(updates));
        while (open.TryPop(out var node))
        {
            if (!needed.Add(node)) continue;
            foreach (var input in node.Inputs) open.Push(input.Producer);
        }

        var graph = (fetched.Count > 0 ? fetched[0].Producer : updates[0]).Graph;
        var steps = new StepList(graph.Nodes.Where(needed.Contains).Select(PlanStep.Of), fetched);
        foreach (var rule in options.Rules)
        {
            while (rule.Apply(steps))
            {
            }
        }

        steps.Prune();
        var ordered = steps.Ordered();
        return new Plan(ordered, ArenaLayout.Create(ordered, fetched, options.ReuseMemory), fetched);
    }

    public override string ToString()
    {
        var table = new StringBuilder();
        foreach (var step in Steps.Where(step => step.Op is not (Input or Variable)))
        {
            var outputs = string.Join(", ", step.Outputs.Select(output => $"{output.Type} at {Layout.StorageOf(output)?.Offset}"));
            table.AppendLine($"{step.Name,-40} {step.Op.Name,-32} {step.Flops / 1e6,10:F1} MFLOP {step.Bytes / 1e6,8:F2} MB  {outputs}");
        }

        return table.Append($"arena {Layout.ByteLength / 1e6:F1} MB, {Flops / 1e9:F2} GFLOP").ToString();
    }
}
