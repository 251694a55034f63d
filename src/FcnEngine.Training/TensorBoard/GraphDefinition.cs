using FcnEngine.Data.Records;
using FcnEngine.Graphs;

namespace FcnEngine.Training.TensorBoard;

/// <summary>A graph as TensorBoard draws it: nodes under their name scopes, with shapes on the edges, device, and what the op does.</summary>
/// <remarks>
/// Source: tensorflow/core/framework/graph.proto, node_def.proto, attr_value.proto (GraphDef: node 1, versions 4; NodeDef: name 1, op 2,
/// input 3, device 4, attr 5; AttrValue: list 1, s 2; ListValue.shape 7).
/// </remarks>
public sealed class GraphDefinition
{
    private const int NodeField = 1, VersionsField = 4;
    private const int NameField = 1, OpField = 2, InputField = 3, DeviceField = 4, AttributeField = 5;
    private const int ProducerVersion = 1, LongestDescription = 500;

    private GraphDefinition(ReadOnlyMemory<byte> message) => Message = message;

    /// <summary>The GraphDef message.</summary>
    internal ReadOnlyMemory<byte> Message { get; }

    /// <param name="device">Where the nodes run, in TensorFlow's spelling; see <see cref="DevicePath"/>.</param>
    public static GraphDefinition Of(Graph graph, string device)
    {
        var definition = new ProtoWriter();
        foreach (var node in graph.Nodes) definition.WriteBytes(NodeField, NodeMessage(node, device));
        var versions = new ProtoWriter();
        versions.WriteVarint(1, ProducerVersion);
        definition.WriteBytes(VersionsField, versions.Written);
        return new GraphDefinition(definition.Written.ToArray());
    }

    /// <summary>TensorFlow's name for the place an engine device stands for.</summary>
    public static string DevicePath(string deviceName) =>
        deviceName.StartsWith("cpu", StringComparison.OrdinalIgnoreCase) ? "/device:CPU:0" : "/device:GPU:0";

    /// <summary>A node's name for TensorBoard, whose pages break on a scope called <c>length</c>.</summary>
    public static string NameOf(Node node) =>
        string.Join('/', node.Name.Split('/').Select(part => part == "length" ? "length_" : part));

    private static ReadOnlySpan<byte> NodeMessage(Node node, string device)
    {
        var message = new ProtoWriter();
        message.WriteString(NameField, NameOf(node));
        message.WriteString(OpField, node.Op.Name);
        foreach (var input in node.Inputs)
            message.WriteString(InputField, input.Index == 0 ? NameOf(input.Producer) : $"{NameOf(input.Producer)}:{input.Index}");
        message.WriteString(DeviceField, device);

        var shapes = new ProtoWriter();
        foreach (var output in node.Outputs) shapes.WriteBytes(7, TensorMessage.Shape(output.Shape.Extents));
        WriteAttribute(message, "_output_shapes", 1, shapes.Written);
        var description = node.Op.ToString();
        WriteAttribute(message, "rule", 2, System.Text.Encoding.UTF8.GetBytes(description[..Math.Min(description.Length, LongestDescription)]));
        return message.Written;
    }

    // A map entry: key 1, value 2; the value is an AttrValue with one field.
    private static void WriteAttribute(ProtoWriter node, string key, int kind, ReadOnlySpan<byte> content)
    {
        var value = new ProtoWriter();
        value.WriteBytes(kind, content);
        var entry = new ProtoWriter();
        entry.WriteString(1, key);
        entry.WriteBytes(2, value.Written);
        node.WriteBytes(AttributeField, entry.Written);
    }
}
