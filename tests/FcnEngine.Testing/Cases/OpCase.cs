using FcnEngine.Graphs;
using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Cases;

/// <summary>
/// A small graph around one op, written once: it drives shape, value and gradient tests on every device, and the benchmarks.
/// </summary>
/// <param name="Variant">What is special about this case, a few words.</param>
/// <param name="Inputs">What is fed.</param>
/// <param name="Forward">Adds the op (or, for an op that comes after others, the chain) and returns the output a gradient is sent into.</param>
public sealed record OpCase(string Variant, IReadOnlyList<CaseInput> Inputs, Func<Graph, IReadOnlyList<Tensor>, Tensor> Forward)
{
    /// <summary>
    /// (inputs, output, gradient of the output) to the inputs' gradients. Null: the rule of the op that made the output.
    /// Fused ops have none of their own, so their cases name the gradient nodes that belong to them.
    /// </summary>
    public Func<IReadOnlyList<Tensor>, Tensor, Tensor, IReadOnlyList<Tensor?>>? Backward { get; init; }

    /// <summary>The values of the output gradient; normally distributed where it is null.</summary>
    public CaseInput? OutputGradient { get; init; }

    /// <summary>What the first output must be, where something other than the float64 loops says so.</summary>
    public Shape? ExpectedShape { get; init; }

    /// <summary>The real size of a lab layer: a slow device may leave it out.</summary>
    public bool Large { get; init; }

    /// <summary>An op over float inputs by name, variant and inputs.</summary>
    public static OpCase Of(string variant, Op op, params IReadOnlyList<CaseInput> inputs) =>
        new(variant, inputs, (graph, tensors) => graph.Add("case", op, tensors) is [var first, ..] ? first : tensors[0]);

    /// <summary>Builds the graph with the nodes of its gradients.</summary>
    public BuiltCase Build()
    {
        var graph = new Graph();
        var inputs = Inputs.Select(input => graph.Input(input.Name, input.Type)).ToArray();
        var output = Forward(graph, inputs);
        var forwardNodes = graph.Nodes.Count;
        var wanted = Inputs.Select(input => input.Differentiable).ToArray();
        if (!wanted.Contains(true)) return new BuiltCase(this, graph, inputs, output, null, new Tensor?[inputs.Length], forwardNodes);

        var upstream = OutputGradient ?? CaseInput.Normal("output_gradient", output.Shape);
        var outputGradient = graph.Input(upstream.Name, upstream.Type);
        forwardNodes = graph.Nodes.Count;
        var gradients = Backward is null ? OwnRule(output, outputGradient, wanted) : Backward(inputs, output, outputGradient);
        return new BuiltCase(this, graph, inputs, output, upstream, gradients, forwardNodes);
    }

    private static IReadOnlyList<Tensor?> OwnRule(Tensor output, Tensor outputGradient, bool[] wanted)
    {
        var node = output.Producer;
        return node.Op.Gradient(node, [.. node.Outputs.Select(each => each == output ? outputGradient : null)], wanted);
    }
}

/// <summary>An <see cref="OpCase"/> as a graph.</summary>
/// <param name="Upstream">The input that holds the output's gradient; null where no gradient is asked for.</param>
/// <param name="InputGradients">One for each input of the case, null where it has none.</param>
/// <param name="ForwardNodes">How many nodes come before those of the gradients.</param>
public sealed record BuiltCase(
    OpCase Case, Graph Graph, IReadOnlyList<Tensor> Inputs, Tensor Output, CaseInput? Upstream,
    IReadOnlyList<Tensor?> InputGradients, int ForwardNodes)
{
    /// <summary>A value for everything that is fed.</summary>
    public Dictionary<string, double[]> Feeds()
    {
        var feeds = new Dictionary<string, double[]>();
        foreach (var input in Upstream is null ? Case.Inputs : [.. Case.Inputs, Upstream])
        {
            // A generator of its own for each input: adding one changes no other.
            feeds[input.Name] = input.Values(new Random(1 + feeds.Count));
        }

        return feeds;
    }
}
