using System.Runtime.InteropServices;
using FcnEngine.Tensors;

namespace FcnEngine.Tests.Onnx;

/// <summary>An ONNX model in bytes, built node by node; field numbers are those of the public onnx.proto.</summary>
internal sealed class OnnxModel(string input, Shape inputShape, string output, Shape outputShape)
{
    private const int Float = 1, Int64 = 7, IrVersion = 8, OpsetVersion = 17;

    private readonly List<ProtobufWriter> _nodes = [];
    private readonly List<ProtobufWriter> _weights = [];

    /// <summary>Adds a node; integer lists become attributes of type INTS, strings of type STRING.</summary>
    public OnnxModel Node(string op, string[] inputs, string result, params (string Name, object Value)[] attributes)
    {
        var node = new ProtobufWriter();
        foreach (var name in inputs) node.Text(1, name);
        node.Text(2, result).Text(3, result).Text(4, op);
        _nodes.Add(node.Messages(5, attributes.Select(attribute => Attribute(attribute.Name, attribute.Value))));
        return this;
    }

    public OnnxModel Weight(string name, Shape shape, float[] values)
    {
        var dimensions = new ProtobufWriter().Integers(1, shape.Select(extent => (long)extent));
        _weights.Add(dimensions.Integer(2, Float).Text(8, name).Bytes(9, MemoryMarshal.AsBytes<float>(values)));
        return this;
    }

    /// <summary>A list of integers, as Reshape takes its shape.</summary>
    public OnnxModel Integers(string name, params long[] values)
    {
        _weights.Add(new ProtobufWriter().Integer(1, values.Length).Integer(2, Int64).Text(8, name).Bytes(9, MemoryMarshal.AsBytes<long>(values)));
        return this;
    }

    public byte[] ToBytes()
    {
        var graph = new ProtobufWriter().Messages(1, _nodes).Text(2, "graph").Messages(5, _weights)
            .Message(11, ValueOf(input, inputShape)).Message(12, ValueOf(output, outputShape));
        return new ProtobufWriter().Integer(1, IrVersion).Message(7, graph)
            .Message(8, new ProtobufWriter().Text(1, "").Integer(2, OpsetVersion)).ToArray();
    }

    private static ProtobufWriter Attribute(string name, object value)
    {
        const int StringType = 3, IntegersType = 7;
        var attribute = new ProtobufWriter().Text(1, name);
        return value switch
        {
            long[] integers => attribute.Integers(8, integers).Integer(20, IntegersType),
            string text => attribute.Text(4, text).Integer(20, StringType),
            _ => throw new ArgumentException($"attribute {name} has no writer for {value.GetType().Name}"),
        };
    }

    private static ProtobufWriter ValueOf(string name, Shape shape)
    {
        var dimensions = new ProtobufWriter().Messages(1, shape.Select(extent => new ProtobufWriter().Integer(1, extent)));
        var tensor = new ProtobufWriter().Integer(1, Float).Message(2, dimensions);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor));
    }
}
