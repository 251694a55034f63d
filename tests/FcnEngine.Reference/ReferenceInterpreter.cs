using FcnEngine.Graphs;
using FcnEngine.Ops;

namespace FcnEngine.Reference;

/// <summary>Runs a whole graph in float64, node by node in its order: forward, gradients and updates.</summary>
/// <remarks>Values are row-major doubles whatever the element type. Variables keep their values from run to run; updates change them in place.</remarks>
public sealed class ReferenceInterpreter(Graph graph)
{
    /// <summary>The state by variable name.</summary>
    public Dictionary<string, double[]> Variables { get; } = [];

    /// <summary>Gives every variable the float32 value its initializer makes of the seed.</summary>
    public void Initialize(ulong seed)
    {
        foreach (var variable in graph.Nodes.Select(node => node.Op).OfType<Variable>())
        {
            var values = new float[variable.Type.Shape.ElementCount];
            variable.Initializer.Fill(values, 0, variable.Type.Shape, seed, variable.VariableName);
            Variables[variable.VariableName] = Array.ConvertAll(values, value => (double)value);
        }
    }

    /// <summary>Runs every node, or only those the targets need, and returns the values of all tensors computed.</summary>
    /// <param name="feeds">A value for each input by its feed name.</param>
    public IReadOnlyDictionary<Tensor, double[]> Run(IReadOnlyDictionary<string, double[]> feeds, params IReadOnlyList<Tensor> targets)
    {
        var needed = targets.Count == 0 ? null : NodesFor(targets);
        var values = new Dictionary<Tensor, double[]>();
        foreach (var node in graph.Nodes)
        {
            if (needed is not null && !needed.Contains(node)) continue;
            var outputs = node.Op switch
            {
                Input input => [Fed(node, input, feeds)],
                Variable variable => [Variables[variable.VariableName]],
                _ => ReferenceOps.Compute(node.Op, [.. node.Inputs.Select(input => input.Shape)], [.. node.Inputs.Select(input => values[input])]),
            };
            foreach (var (tensor, value) in node.Outputs.Zip(outputs)) values[tensor] = value;
        }

        return values;
    }

    private static double[] Fed(Node node, Input input, IReadOnlyDictionary<string, double[]> feeds)
    {
        if (!feeds.TryGetValue(input.FeedName, out var value)) throw new ArgumentException($"{input.FeedName} is not fed");
        return value.Length == node.Outputs[0].Shape.ElementCount
            ? value
            : throw new ArgumentException($"{input.FeedName} takes {node.Outputs[0].Shape}, got {value.Length} values");
    }

    private static HashSet<Node> NodesFor(IEnumerable<Tensor> targets)
    {
        var needed = new HashSet<Node>();
        var open = new Stack<Node>(targets.Select(target => target.Producer));
        while (open.TryPop(out var node))
        {
            if (!needed.Add(node)) continue;
            foreach (var input in node.Inputs) open.Push(input.Producer);
        }

        return needed;
    }
}
