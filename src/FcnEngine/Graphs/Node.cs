using FcnEngine.Ops;

namespace FcnEngine.Graphs;

/// <summary>One use of an op in a graph.</summary>
public sealed class Node
{
    internal Node(Graph graph, string name, Op op, IReadOnlyList<Tensor> inputs)
    {
        Graph = graph;
        Name = name;
        Op = op;
        Inputs = inputs;
        Outputs = [];
    }

    public Graph Graph { get; }

    /// <summary>Scopes and own name joined by slashes, unique in the graph: <c>Conv1/relu</c>.</summary>
    public string Name { get; }

    public Op Op { get; }

    public IReadOnlyList<Tensor> Inputs { get; }

    public IReadOnlyList<Tensor> Outputs { get; internal set; }

    public override string ToString() =>
        $"{Name}: {Op.Name}({string.Join(", ", Inputs.Select(input => input.Name))}) -> {string.Join(", ", Outputs.Select(output => output.Type))}";
}
