using FcnEngine.Graphs;
using FcnEngine.Layers;
using FcnEngine.Networks;
using FcnEngine.Optimizers;
using FcnEngine.Planning;
using FcnEngine.Tensors;

namespace FcnEngine.Execution;

/// <summary>The named tensors of a training step: inference, loss, gradients and updates.</summary>
public sealed record TrainingGraph(
    Tensor Images, Tensor Labels, Tensor Step, Tensor LearningRate, Tensor Logits, Tensor Loss, IReadOnlyList<Node> Updates)
{
    /// <param name="network">What it trains.</param>
    /// <param name="batchSize">Images of the step.</param>
    /// <param name="seed">What dropout is drawn from.</param>
    /// <param name="listener">Told each shape the network shows.</param>
    public static TrainingGraph Build(Network network, int batchSize, ulong seed, Action<string, Tensor>? listener = null)
    {
        var graph = new Graph { ShapeListener = listener };
        var images = graph.Input("images", TensorType.Float32([batchSize, .. network.ImageShape]));
        var step = graph.Input("step", TensorType.Int32(Shape.Scalar));
        var learningRate = graph.Input("learning_rate", TensorType.Float32(Shape.Scalar));
        var logits = network.Build(new NetworkContext(graph, images, step, seed));
        var labels = graph.Input("labels", TensorType.UInt8(new Shape(logits.Shape.Extents[..^1])));
        Tensor loss;
        using (graph.Scope("loss")) loss = logits.SoftmaxCrossEntropy(labels).Mean();
        return new TrainingGraph(images, labels, step, learningRate, logits, loss, GradientDescent.Minimize(loss, learningRate));
    }

    public Plan Plan(PlanOptions options) => Planning.Plan.Create([Loss], Updates, options);
}

/// <summary>The named tensors of inference.</summary>
internal sealed record InferenceGraph(Tensor Images, Tensor Logits, Tensor Classes)
{
    public static InferenceGraph Build(Network network, int batchSize, ulong seed)
    {
        var graph = new Graph();
        var images = graph.Input("images", TensorType.Float32([batchSize, .. network.ImageShape]));
        var logits = network.Build(new NetworkContext(graph, images, Step: null, seed));
        return new InferenceGraph(images, logits, logits.ArgMax());
    }

    public Plan Plan(PlanOptions options) => Planning.Plan.Create([Logits, Classes], [], options);
}
