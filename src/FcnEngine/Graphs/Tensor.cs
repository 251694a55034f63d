using FcnEngine.Tensors;

namespace FcnEngine.Graphs;

/// <summary>A symbolic value: one output of a node. It has a type and a name; numbers exist only in a session.</summary>
public sealed class Tensor
{
    internal Tensor(Node producer, int index, TensorType type)
    {
        Producer = producer;
        Index = index;
        Type = type;
    }

    /// <summary>The node that computes it.</summary>
    public Node Producer { get; }

    /// <summary>Which of the producer's outputs it is.</summary>
    public int Index { get; }

    public TensorType Type { get; }

    public Shape Shape => Type.Shape;

    public Graph Graph => Producer.Graph;

    /// <summary>The producer's name; outputs after the first carry their number behind a colon.</summary>
    public string Name => Index == 0 ? Producer.Name : $"{Producer.Name}:{Index}";

    public override string ToString() => $"{Name} {Type}";
}
