using FcnEngine.Graphs;
using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Autograd;

/// <summary>Reverse-mode differentiation: walks a graph backward from a scalar and appends the nodes that compute its gradients.</summary>
/// <remarks>It knows no op by name; each op's <see cref="Op.Gradient"/> is asked. Where several uses of a tensor send gradients, they are added.</remarks>
public static class Differentiator
{
    /// <summary>The gradients of <paramref name="loss"/> with respect to tensors of the same graph, in their order.</summary>
    /// <exception cref="GraphException">The loss is no scalar, does not depend on a tensor, or an op on the way has no gradient.</exception>
    public static IReadOnlyList<Tensor> Gradients(Tensor loss, IReadOnlyList<Tensor> with)
    {
        if (loss.Shape.Rank != 0) throw new GraphException($"{loss.Name}: only a scalar is differentiated, got {loss.Shape}");
        var graph = loss.Graph;
        var nodes = graph.Nodes.ToArray();
        var wanted = DependingOn(nodes, with);
        var gradients = new Dictionary<Tensor, Tensor>();
        using var scope = graph.Scope("gradients");
        gradients[loss] = graph.Add("loss_gradient", new Constant(1, Shape.Scalar))[0];

        foreach (var node in nodes.Reverse())
        {
            if (!node.Inputs.Any(wanted.Contains)) continue;
            var outputGradients = node.Outputs.Select(gradients.GetValueOrDefault).ToArray();
            if (Array.TrueForAll(outputGradients, gradient => gradient is null)) continue;
            using var own = graph.Scope(node.Name);
            var inputGradients = node.Op.Gradient(node, outputGradients, [.. node.Inputs.Select(wanted.Contains)]);
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                if (inputGradients[i] is { } gradient && wanted.Contains(node.Inputs[i])) Accumulate(gradients, node.Inputs[i], gradient);
            }
        }

        return [.. with.Select(tensor => gradients.TryGetValue(tensor, out var gradient)
            ? gradient
            : throw new GraphException($"{loss.Name} does not depend on {tensor.Name}"))];
    }

    private static void Accumulate(Dictionary<Tensor, Tensor> gradients, Tensor tensor, Tensor gradient) =>
        gradients[tensor] = gradients.TryGetValue(tensor, out var sum) ? tensor.Graph.Add("sum", new Add(), sum, gradient)[0] : gradient;

    /// <summary>The tensors asked for and everything computed from them: only these need a gradient.</summary>
    private static HashSet<Tensor> DependingOn(IEnumerable<Node> nodes, IEnumerable<Tensor> sources)
    {
        var depending = sources.ToHashSet();
        foreach (var node in nodes)
        {
            if (node.Inputs.Any(depending.Contains)) depending.UnionWith(node.Outputs);
        }

        return depending;
    }
}
