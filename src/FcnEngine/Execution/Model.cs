using FcnEngine.Graphs;
using FcnEngine.Networks;
using FcnEngine.Optimizers;
using FcnEngine.Planning;

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
        Variables = new VariableStore(device, Execution.TrainingGraph.Build(network, _options.FirstBatchSize, _options.Seed, _options.ShapeListener).Loss.Graph, _options.Seed);
    }

    public Network Network { get; }

    public Device Device { get; }

    public VariableStore Variables { get; }

    private PlanOptions PlanOptions => _options.Plan ?? PlanOptions.Default;

    /// <summary>The session that trains on batches of this size; made when first asked for, then kept.</summary>
    public TrainingSession Training(int batchSize)
    {
        if (!_training.TryGetValue(batchSize, out var session))
        {
            var graph = TrainingGraph(batchSize);
            _training.Add(batchSize, session = new TrainingSession(graph, new Session(graph.Plan(PlanOptions), Variables, Device), Variables, Device));
        }

        return session;
    }

    /// <summary>The session that infers on batches of this size; made when first asked for, then kept.</summary>
    public InferenceSession Inference(int batchSize)
    {
        if (!_inference.TryGetValue(batchSize, out var session))
        {
            var graph = InferenceGraph.Build(Network, batchSize, _options.Seed);
            _inference.Add(batchSize, session = new InferenceSession(graph.Images, graph.Logits, graph.Classes, new Session(graph.Plan(PlanOptions), Variables, Device)));
        }

        return session;
    }

    /// <summary>What a training step on batches of this size will do.</summary>
    public Plan TrainingPlan(int batchSize) => TrainingGraph(batchSize).Plan(PlanOptions);

    /// <summary>The graph of a training step: inference, loss, gradients and updates.</summary>
    public TrainingGraph TrainingGraph(int batchSize) => Execution.TrainingGraph.Build(Network, batchSize, _options.Seed);

    /// <summary>Lets updates go on after a fault, in the sessions of every batch size.</summary>
    public void ClearFault() => Variables[GradientDescent.FaultVariable].Upload<int>([0]);

    public void Dispose()
    {
        foreach (var session in _training.Values) session.Dispose();
        foreach (var session in _inference.Values) session.Dispose();
        Variables.Dispose();
    }
}
