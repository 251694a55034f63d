using FcnEngine.Graphs;
using FcnEngine.Layers;
using FcnEngine.Networks;
using FcnEngine.Optimizers;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Networks;

/// <summary>The graph of one training step, built apart from <see cref="Execution.Model"/>, and random batches for it.</summary>
public sealed record TrainingStep(Graph Graph, Tensor Logits, Tensor Loss, IReadOnlyList<Node> Updates)
{
    public static TrainingStep Build(Network network, int batchSize, ulong seed = 0)
    {
        var graph = new Graph();
        var images = graph.Input("images", TensorType.Float32([batchSize, .. network.ImageShape]));
        var step = graph.Input("step", TensorType.Int32(Shape.Scalar));
        var rate = graph.Input("learning_rate", TensorType.Float32(Shape.Scalar));
        var logits = network.Build(new NetworkContext(graph, images, step, seed));
        var loss = logits.SoftmaxCrossEntropy(graph.Input("labels", TensorType.UInt8(new Shape(logits.Shape.Extents[..^1])))).Mean();
        return new TrainingStep(graph, logits, loss, GradientDescent.Minimize(loss, rate));
    }

    /// <summary>A batch of uniform images in [0, 1) and labels, the same for the same number.</summary>
    public Dictionary<string, double[]> Feeds(int number, double rate = 0.1)
    {
        var random = new Random(number);
        var images = Graph.Nodes[0].Outputs[0].Shape.ElementCount;
        return new Dictionary<string, double[]>
        {
            ["images"] = [.. Enumerable.Range(0, (int)images).Select(_ => (double)random.NextSingle())],
            ["labels"] = [.. Enumerable.Range(0, (int)(Logits.Shape.ElementCount / Logits.Shape[^1])).Select(_ => (double)random.Next(Logits.Shape[^1]))],
            ["step"] = [number],
            ["learning_rate"] = [(float)rate],
        };
    }
}
