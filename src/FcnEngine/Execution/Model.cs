using FcnEngine.Graphs;
using FcnEngine.Layers;
using FcnEngine.Networks;
using FcnEngine.Optimizers;
using FcnEngine.Planning;
using FcnEngine.Tensors;

namespace FcnEngine.Execution;

/// <summary>How a model is made.</summary>
/// <param name="Seed">What the first weights and dropout are drawn from.</param>
/// <param name="Plan">Fusion and memory reuse.</param>
/// <param name="ShapeListener">Told each shape a network shows while it is first built.</param>
/// <param name="FirstBatchSize">The batch size it is first built for; others follow as they are asked for.</param>
public sealed record ModelOptions(
    ulong Seed = 0, PlanOptions? Plan = null, Action<string, Tensor>? ShapeListener = null, int FirstBatchSize = 1);

/// <summary>A network's parameters on a device, with sessions that train and infer on batches of any size.</summary>
public sealed class Model : IDisposable
{
    private readonly ModelOptions _options;
    private readonly Dictionary<int, TrainingSession> _training = [];
    private readonly Dictionary<int, InferenceSession> _inference = [];

    public Model(Network network, Device device, ModelOptions? options = null)
    {
        Network = network;
        Device = device;
        _options = options ?? new ModelOptions();
        Variables = new VariableStore(device, TrainingGraph(_options.FirstBatchSize, _options.ShapeListener).Loss.Graph, _options.Seed);
    }

    public Network Network { get; }

    public Device Device { get; }

    public VariableStore Variables { get; }

    /// <summary>The session that trains on batches of this size; made when first asked for, then kept.</summary>
    public TrainingSession Training(int batchSize)
    {
        if (!_training.TryGetValue(batchSize, out var session))
        {
            var graph = TrainingGraph(batchSize, null);
            var plan = TrainingPlan(graph);
            _training.Add(batchSize, session = new TrainingSession(graph, new Session(plan, Variables, Device), Variables, Device));
        }

        return session;
    }

    /// <summary>The session that infers on batches of this size; made when first asked for, then kept.</summary>
    public InferenceSession Inference(int batchSize)
    {
        if (!_inference.TryGetValue(batchSize, out var session))
        {
            var (images, logits) = InferenceGraph(batchSize);
            var classes = logits.ArgMax();
            var plan = Plan.Create([logits, classes], [], _options.Plan ?? PlanOptions.Default);
            _inference.Add(batchSize, session = new InferenceSession(images, logits, classes, new Session(plan, Variables, Device)));
        }

        return session;
    }

    /// <summary>What a training step on batches of this size will do.</summary>
    public Plan TrainingPlan(int batchSize) => TrainingPlan(TrainingGraph(batchSize, null));

    /// <summary>The graph of a training step: inference, loss, gradients and updates.</summary>
    public TrainingGraph TrainingGraph(int batchSize) => TrainingGraph(batchSize, null);

    public void Dispose()
    {
        foreach (var session in _training.Values) session.Dispose();
        foreach (var session in _inference.Values) session.Dispose();
        Variables.Dispose();
    }

    private Plan TrainingPlan(TrainingGraph graph) => Plan.Create([graph.Loss], graph.Updates, _options.Plan ?? PlanOptions.Default);

    private TrainingGraph TrainingGraph(int batchSize, Action<string, Tensor>? listener)
    {
        var graph = new Graph { ShapeListener = listener };
        var images = graph.Input("images", TensorType.Float32(ImageShape(batchSize)));
        var step = graph.Input("step", TensorType.Int32(Shape.Scalar));
        var learningRate = graph.Input("learning_rate", TensorType.Float32(Shape.Scalar));
        var logits = Network.Build(new NetworkContext(graph, images, step, _options.Seed));
        var labels = graph.Input("labels", TensorType.UInt8(new Shape(logits.Shape.Extents[..^1])));
        Tensor loss;
        using (graph.Scope("loss")) loss = logits.SoftmaxCrossEntropy(labels).Mean();
        return new TrainingGraph(images, labels, step, learningRate, logits, loss, GradientDescent.Minimize(loss, learningRate));
    }

    private (Tensor Images, Tensor Logits) InferenceGraph(int batchSize)
    {
        var graph = new Graph();
        var images = graph.Input("images", TensorType.Float32(ImageShape(batchSize)));
        return (images, Network.Build(new NetworkContext(graph, images, Step: null, _options.Seed)));
    }

    private Shape ImageShape(int batchSize) => [batchSize, .. Network.ImageShape];
}

/// <summary>The named tensors of a training step.</summary>
public sealed record TrainingGraph(
    Tensor Images, Tensor Labels, Tensor Step, Tensor LearningRate, Tensor Logits, Tensor Loss, IReadOnlyList<Node> Updates);
