using FcnEngine.Initializers;
using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Graphs;

/// <summary>
/// Nodes in the order they were added, which is a topological order. Shapes are inferred as a node is added,
/// so a mistake is reported where it is made.
/// </summary>
public sealed class Graph
{
    private readonly List<Node> _nodes = [];
    private readonly HashSet<string> _names = [];
    private readonly Stack<string> _scopes = new();

    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The state that training changes, in the order it was declared.</summary>
    public IEnumerable<Tensor> Parameters => _nodes.Where(node => node.Op is Variable { Trainable: true }).Select(node => node.Outputs[0]);

    /// <summary>Called with a name and a tensor whenever a network shows one of its shapes; see <see cref="Show"/>.</summary>
    public Action<string, Tensor>? ShapeListener { get; init; }

    /// <summary>The scopes open now, joined by slashes.</summary>
    public string CurrentScope => string.Join('/', _scopes.Reverse());

    /// <summary>Names of nodes added until the result is disposed begin with this scope.</summary>
    public IDisposable Scope(string name)
    {
        if (string.IsNullOrWhiteSpace(name)) throw new ArgumentException("a scope needs a name", nameof(name));
        _scopes.Push(name);
        return new OpenScope(this, _scopes.Count);
    }

    /// <summary>A value that is fed for every run.</summary>
    public Tensor Input(string name, TensorType type) => Add(name, new Input(name, type))[0];

    /// <summary>A named value that lives as long as the model and that training changes.</summary>
    public Tensor Parameter(string name, Shape shape, Initializer initializer)
    {
        var fullName = CurrentScope.Length == 0 ? name : $"{CurrentScope}/{name}";
        if (_names.Contains(fullName)) throw new GraphException($"{fullName}: a parameter of this name exists already");
        return Add(name, new Variable(fullName, TensorType.Float32(shape), initializer, Trainable: true))[0];
    }

    /// <summary>Adds a node and returns its outputs.</summary>
    /// <exception cref="GraphException">The op does not take these inputs; the message names scope and node.</exception>
    public IReadOnlyList<Tensor> Add(string name, Op op, params IReadOnlyList<Tensor> inputs)
    {
        var fullName = UniqueName(CurrentScope.Length == 0 ? name : $"{CurrentScope}/{name}");
        foreach (var input in inputs)
        {
            if (input.Graph != this) throw new GraphException($"{fullName}: input {input.Name} belongs to another graph");
        }

        IReadOnlyList<TensorType> types;
        try
        {
            types = op.Infer([.. inputs.Select(input => input.Type)]);
        }
        catch (Exception reason) when (reason is ArgumentException or OverflowException)
        {
            throw new GraphException($"{fullName}: {reason.Message}", reason);
        }

        var node = new Node(this, fullName, op, [.. inputs]);
        node.Outputs = [.. types.Select((type, index) => new Tensor(node, index, type))];
        _names.Add(fullName);
        _nodes.Add(node);
        return node.Outputs;
    }

    /// <summary>Tells the listener a tensor's shape, as the lab's print_tensor_shape does, and returns the tensor.</summary>
    public Tensor Show(string name, Tensor tensor)
    {
        ShapeListener?.Invoke(name, tensor);
        return tensor;
    }

    public override string ToString() => string.Join(Environment.NewLine, _nodes);

    private string UniqueName(string name)
    {
        if (!_names.Contains(name)) return name;
        var number = 1;
        while (_names.Contains($"{name}_{number}")) number++;
        return $"{name}_{number}";
    }

    private sealed class OpenScope(Graph graph, int depth) : IDisposable
    {
        public void Dispose()
        {
            while (graph._scopes.Count >= depth) graph._scopes.Pop();
        }
    }
}
