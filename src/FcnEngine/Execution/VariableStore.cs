using System.Runtime.InteropServices;
using FcnEngine.Graphs;
using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Execution;

/// <summary>The variables of a model in the memory of a device, by name: what outlives a step and a session.</summary>
public sealed class VariableStore : IDisposable
{
    /// <summary>Values cross between host and device in pieces of this many elements, so that no second copy of a large weight exists.</summary>
    private const int PieceLength = 1 << 16;

    private readonly DeviceMemory _memory;
    private readonly Dictionary<string, DeviceTensor> _tensors = [];
    private readonly List<Variable> _variables = [];

    /// <summary>Places the variables of a graph on a device and gives them their first values.</summary>
    public VariableStore(Device device, Graph graph, ulong seed)
    {
        _variables.AddRange(VariablesOf(graph));
        _memory = device.Allocate(BytesOf(graph));
        long offset = 0;
        foreach (var variable in _variables)
        {
            _tensors.Add(variable.VariableName, new DeviceTensor(_memory, offset, variable.Type));
            offset += Aligned(variable.Type.ByteLength);
        }

        Initialize(seed);
    }

    /// <summary>The bytes a store of a graph's variables reserves.</summary>
    public static long BytesOf(Graph graph) => Math.Max(VariablesOf(graph).Sum(variable => Aligned(variable.Type.ByteLength)), DeviceMemory.Alignment);

    /// <summary>The names of the parameters, in the order the network declares them.</summary>
    public IEnumerable<string> ParameterNames => _variables.Where(variable => variable.Trainable).Select(variable => variable.VariableName);

    public long ByteLength => _memory.ByteLength;

    /// <summary>The place of a variable.</summary>
    /// <exception cref="KeyNotFoundException">There is no variable of this name.</exception>
    public DeviceTensor this[string name] =>
        _tensors.TryGetValue(name, out var tensor) ? tensor : throw new KeyNotFoundException($"there is no variable {name}; there are {string.Join(", ", _tensors.Keys)}");

    /// <summary>Gives every variable its first value again.</summary>
    public void Initialize(ulong seed)
    {
        foreach (var variable in _variables)
        {
            if (variable.Type.Element != ElementType.Float32) _memory.Upload(_tensors[variable.VariableName].ByteOffset, new byte[variable.Type.ByteLength]);
            else Write(variable.VariableName, (start, values) => variable.Initializer.Fill(values, start, variable.Type.Shape, seed, variable.VariableName));
        }
    }

    /// <summary>Hands a parameter's values to the caller in pieces: first element, values.</summary>
    public void Read(string name, Action<long, ReadOnlySpan<float>> piece) =>
        InPieces(name, (start, values, place) =>
        {
            _memory.Download(place, MemoryMarshal.AsBytes(values));
            piece(start, values);
        });

    /// <summary>Has the caller fill a parameter's values in pieces: first element, values to fill.</summary>
    public void Write(string name, Action<long, Span<float>> piece) =>
        InPieces(name, (start, values, place) =>
        {
            piece(start, values);
            _memory.Upload(place, MemoryMarshal.AsBytes(values));
        });

    public float[] ReadAll(string name) => this[name].ToArray<float>();

    public void Dispose() => _memory.Dispose();

    private static IEnumerable<Variable> VariablesOf(Graph graph) => graph.Nodes.Select(node => node.Op).OfType<Variable>();

    private static long Aligned(long bytes) => (bytes + DeviceMemory.Alignment - 1) / DeviceMemory.Alignment * DeviceMemory.Alignment;

    private void InPieces(string name, PieceAction action)
    {
        var tensor = this[name];
        var buffer = new float[Math.Min(PieceLength, tensor.ElementCount)];
        for (long start = 0; start < tensor.ElementCount; start += buffer.Length)
        {
            var values = buffer.AsSpan(0, (int)Math.Min(buffer.Length, tensor.ElementCount - start));
            action(start, values, tensor.ByteOffset + start * sizeof(float));
        }
    }

    private delegate void PieceAction(long start, Span<float> values, long place);
}
