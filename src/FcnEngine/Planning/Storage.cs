using FcnEngine.Graphs;

namespace FcnEngine.Planning;

/// <summary>A piece of the arena and the steps during which it is taken; several tensors may share it one after the other.</summary>
public sealed class Storage(long byteLength, int first)
{
    public long ByteLength { get; } = byteLength;

    /// <summary>The step that writes it first.</summary>
    public int First { get; } = first;

    /// <summary>The last step that reads or writes it.</summary>
    public int Last { get; internal set; } = first;

    public long Offset { get; internal set; } = -1;

    public List<Tensor> Tensors { get; } = [];

    public bool LivesWith(Storage other) => First <= other.Last && other.First <= Last;

    public override string ToString() => $"[{Offset}, {Offset + ByteLength}) steps {First}..{Last}: {string.Join(", ", Tensors.Select(tensor => tensor.Name))}";
}
