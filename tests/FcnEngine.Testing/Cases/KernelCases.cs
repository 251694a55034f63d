using FcnEngine.Graphs;
using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Reference;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Cases;

/// <summary>Every kernel run that the <see cref="OpCases"/> imply: each node of their graphs, and each parameter gradient with the update fused in.</summary>
public static class KernelCases
{
    private static readonly string[] GradientSuffixes = ["InputGradient", "LeftGradient", "WeightGradient", "RightGradient", "Gradient"];

    public static IReadOnlyList<KernelCase> All { get; } = [.. OpCases.All.SelectMany(From)];

    /// <summary>The kernel runs of one case; those of one name are numbered.</summary>
    public static IEnumerable<KernelCase> From(OpCase opCase) =>
        FromNodes(opCase).GroupBy(kernel => kernel.Name).SelectMany(same =>
            same.Select((kernel, i) => i == 0 ? kernel : kernel with { Variant = $"{kernel.Variant} #{i + 1}" }));

    private static IEnumerable<KernelCase> FromNodes(OpCase opCase)
    {
        var built = opCase.Build();
        var operation = Label(built.Output.Producer.Op).Operation;
        for (var i = 0; i < built.Graph.Nodes.Count; i++)
        {
            var node = built.Graph.Nodes[i];
            if (node.Op is Input) continue;
            var (own, direction) = Label(node.Op);
            // A forward op met among the gradients, such as the slice of a concatenation, serves the op it differentiates.
            if (i >= built.ForwardNodes && direction == "forward") (own, direction) = (operation, $"input_gradient ({own})");
            var index = i;
            var values = () => InputValues(opCase, index);
            var variant = $"{opCase.Variant} {Shapes(node)}";
            yield return Case(own, direction, variant, node, node.Outputs.Count, opCase, values);
            for (var outputs = node.Op.RequiredOutputs; outputs < node.Outputs.Count; outputs++)
                yield return Case(own, direction, $"{outputs} output, {variant}", node, outputs, opCase, values);
            if (node.Op is IParameterGradient) yield return Update(own, variant, node, opCase, values);
        }
    }

    private static KernelCase Case(
        string operation, string direction, string variant, Node node, int outputs, OpCase opCase, Func<IReadOnlyList<double[]>> values) =>
        new(operation, direction, variant, node.Op, [.. node.Inputs.Select(input => input.Type)], outputs, opCase.Large, values);

    /// <summary>The gradient's kernel with the update in its epilogue; weights about as large as the step, so that an error in either shows.</summary>
    private static KernelCase Update(string operation, string variant, Node node, OpCase opCase, Func<IReadOnlyList<double[]>> values)
    {
        var weight = node.Outputs[0].Type;
        var inputs = node.Inputs.Select(input => input.Type).ToArray();
        var terms = Math.Max(1, node.Op.Flops(inputs, [weight]) / 2.0 / weight.Shape.ElementCount);
        var head = new[] { CaseInput.Normal("weight", weight.Shape, Math.Sqrt(terms)), CaseInput.Scalar("rate", 0.5), CaseInput.Integer("fault", 0) };
        return new KernelCase(
            operation, "update", variant, new DescendGradient(node.Op, FaultCode: 3), [.. head.Select(input => input.Type), .. inputs], 0, opCase.Large,
            () => [.. head.Select(input => input.Values(new Random(99))), .. values()]);
    }

    private static IReadOnlyList<double[]> InputValues(OpCase opCase, int nodeIndex)
    {
        var built = opCase.Build();
        var node = built.Graph.Nodes[nodeIndex];
        var values = new ReferenceInterpreter(built.Graph).Run(built.Feeds(), node.Inputs);
        return [.. node.Inputs.Select(input => input.Type.Element == ElementType.Float32
            ? Array.ConvertAll(values[input], CaseInput.Single)
            : values[input])];
    }

    private static (string Operation, string Direction) Label(Op op)
    {
        if (op is BiasGradient) return ("biasadd", "weight_gradient");
        if (op is Sgd) return ("sgd", "update");
        if (op is DescendGradient fused) return (Label(fused.GradientOp).Operation, "update");
        var name = op.GetType().Name;
        if (GradientSuffixes.FirstOrDefault(name.EndsWith) is not { } suffix) return (Lower(name), "forward");
        return (Lower(name[..^suffix.Length]), suffix is "WeightGradient" or "RightGradient" ? "weight_gradient" : "input_gradient");
    }

    private static string Shapes(Node node)
    {
        var inputs = string.Join(" ", node.Inputs.Select(input => Extents(input.Shape)));
        return node.Outputs is [var first, ..] ? $"{inputs} to {Extents(first.Shape)}" : inputs;
    }

    private static string Extents(Shape shape) => shape.Rank == 0 ? "scalar" : string.Join('x', shape);

#pragma warning disable CA1308 // Case names are lower case by design; nothing is normalised for comparison.
    private static string Lower(string name) => name.ToLowerInvariant();
#pragma warning restore CA1308
}
