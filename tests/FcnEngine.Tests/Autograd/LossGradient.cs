using FcnEngine.Autograd;
using FcnEngine.Graphs;
using FcnEngine.Ops;
using FcnEngine.Reference;
using FcnEngine.Tensors;
using FcnEngine.Testing.Checks;

namespace FcnEngine.Tests.Autograd;

/// <summary>The gradients of a loss with respect to all parameters of its graph, against central differences in float64.</summary>
internal static class LossGradient
{
    private const double Step = 1e-6;

    public static double WorstError(Tensor loss)
    {
        var graph = loss.Graph;
        var parameters = graph.Parameters.ToArray();
        var gradients = Differentiator.Gradients(loss, parameters);
        var interpreter = new ReferenceInterpreter(graph);
        interpreter.Initialize(seed: 5);
        var feeds = Feeds(graph);
        var values = interpreter.Run(feeds);
        return parameters.Zip(gradients).Max(pair =>
        {
            var variable = interpreter.Variables[pair.First.Name];
            var numeric = new double[variable.Length];
            for (var i = 0; i < variable.Length; i++)
            {
                var kept = variable[i];
                variable[i] = kept + Step;
                var above = interpreter.Run(feeds, loss)[loss][0];
                variable[i] = kept - Step;
                var below = interpreter.Run(feeds, loss)[loss][0];
                variable[i] = kept;
                numeric[i] = (above - below) / (2 * Step);
            }

            return RelativeError.Of(values[pair.Second], numeric);
        });
    }

    /// <summary>Random images, labels of two classes, step 3.</summary>
    private static Dictionary<string, double[]> Feeds(Graph graph)
    {
        var random = new Random(1);
        double Value(ElementType type) => type switch
        {
            ElementType.Float32 => 2 * random.NextDouble() - 1,
            ElementType.UInt8 => random.Next(2),
            _ => 3,
        };
        return graph.Nodes.Select(node => node.Op).OfType<Input>().ToDictionary(
            input => input.FeedName,
            input => Enumerable.Range(0, (int)input.Type.Shape.ElementCount).Select(_ => Value(input.Type.Element)).ToArray());
    }
}
