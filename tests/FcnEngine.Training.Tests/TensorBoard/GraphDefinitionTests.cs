using System.Text.Json;
using FcnEngine.Graphs;
using FcnEngine.Layers;
using FcnEngine.Networks;
using FcnEngine.Optimizers;
using FcnEngine.Tensors;
using FcnEngine.Training.TensorBoard;

namespace FcnEngine.Training.Tests.TensorBoard;

/// <summary>The graph an independent reader finds in an event file is the graph that was written.</summary>
public sealed class GraphDefinitionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fcn-graph-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Nodes_inputs_shapes_and_devices_come_back()
    {
        var graph = TrainingGraph();
        var nodes = RoundTrip(graph);
        Assert.Equal(graph.Nodes.Select(node => node.Name), nodes.Select(Name));
        Assert.Equal(graph.Nodes.Select(node => node.Op.Name), nodes.Select(node => node.GetProperty("op").GetString()));
        Assert.All(nodes, node => Assert.Equal("/device:CPU:0", node.GetProperty("device").GetString()));
        foreach (var (node, shown) in graph.Nodes.Zip(nodes))
        {
            Assert.Equal(node.Inputs.Select(input => input.Name), Inputs(shown));
            Assert.Equal(node.Outputs.Select(output => output.Shape), OutputShapes(shown));
        }
    }

    [Fact]
    public void Scopes_show_inference_loss_gradients_and_updates()
    {
        var scopes = RoundTrip(TrainingGraph()).Select(node => Name(node).Split('/')[0]).ToHashSet();
        Assert.Superset(new HashSet<string> { "Conv1", "Pool1", "Conv4", "Score_classes", "Upscore", "loss", "gradients", "train" }, scopes);
    }

    [Fact]
    public void Names_are_unique_and_every_input_is_a_node()
    {
        var nodes = RoundTrip(TrainingGraph());
        var names = nodes.Select(Name).ToHashSet();
        Assert.Equal(nodes.Count, names.Count);
        Assert.All(nodes.SelectMany(Inputs), input => Assert.Contains(input.Split(':')[0], names));
        // What TensorFlow allows in a node's name.
        Assert.All(names, name => Assert.Matches(@"^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$", name));
    }

    [Fact]
    public void No_part_of_a_name_is_length_for_TensorBoard_cannot_draw_it()
    {
        var graph = new Graph();
        Tensor length;
        using (graph.Scope("length")) length = graph.Input("images", TensorType.Float32([1, 4]));
        length.Relu("length");
        var nodes = RoundTrip(graph);
        Assert.Equal(["length_/images", "length_"], nodes.Select(Name));
        Assert.Equal(["length_/images"], Inputs(nodes[1]));
    }

    private static Graph TrainingGraph()
    {
        var graph = new Graph();
        var images = graph.Input("images", TensorType.Float32([2, 32, 32, 1]));
        var logits = FullyConvolutional.Create([3, 4, 5, 6], 32, 32).Build(new NetworkContext(graph, images, Step: null, Seed: 0));
        var labels = graph.Input("labels", TensorType.UInt8([2, 32, 32]));
        Tensor loss;
        using (graph.Scope("loss")) loss = logits.SoftmaxCrossEntropy(labels).Mean();
        GradientDescent.Minimize(loss, graph.Input("learning_rate", TensorType.Float32(Shape.Scalar)));
        return graph;
    }

    private IReadOnlyList<JsonElement> RoundTrip(Graph graph)
    {
        using (var file = EventFileWriter.Create(_folder)) file.WriteGraph(GraphDefinition.Of(graph, GraphDefinition.DevicePath("cpu (2 threads)")));
        var events = EventDecoder.Decode(EventDecoder.FileIn(_folder));
        return [.. events[1].GetProperty("graph_def").GetProperty("node").EnumerateArray()];
    }

    private static string Name(JsonElement node) => node.GetProperty("name").GetString()!;

    private static string[] Inputs(JsonElement node) =>
        node.TryGetProperty("input", out var inputs) ? [.. inputs.EnumerateArray().Select(input => input.GetString()!)] : [];

    private static IEnumerable<Shape> OutputShapes(JsonElement node)
    {
        var list = node.GetProperty("attr").GetProperty("_output_shapes").GetProperty("list");
        if (!list.TryGetProperty("shape", out var shapes)) return [];
        return shapes.EnumerateArray().Select(shape => new Shape(
            [.. shape.TryGetProperty("dim", out var extents) ? extents.EnumerateArray().Select(extent => int.Parse(extent.GetProperty("size").GetString()!, null)) : []]));
    }
}
