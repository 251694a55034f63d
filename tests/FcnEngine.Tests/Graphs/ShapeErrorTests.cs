using FcnEngine.Graphs;
using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Tests.Graphs;

/// <summary>A shape mistake is reported at once, with the scope and name of the node and the shapes that do not fit.</summary>
public class ShapeErrorTests
{
    public static TheoryData<string, Op, TensorType[], string> Mistakes() => new()
    {
        { "channels", new Conv2d(1, Padding.Same), [Floats(1, 8, 8, 3), Floats(3, 3, 4, 5)], "3 channels" },
        { "rank", new Conv2d(1, Padding.Same), [Floats(8, 8, 3), Floats(3, 3, 3, 5)], "(8, 8, 3)" },
        { "window", new Conv2d(1, Padding.Valid), [Floats(1, 2, 8, 3), Floats(3, 3, 3, 5)], "does not fit" },
        { "stride", new Conv2d(0, Padding.Same), [Floats(1, 8, 8, 3), Floats(3, 3, 3, 5)], "stride 0" },
        { "count", new Conv2d(1, Padding.Same), [Floats(1, 8, 8, 3)], "2 inputs, got 1" },
        { "bytes", new Relu(), [TensorType.UInt8([3])], "UInt8" },
        { "upscore", new ConvTranspose2d(16, Padding.Same, 250, 256), [Floats(1, 15, 16, 2), Floats(31, 31, 2, 2)], "250x256" },
        { "area", new MaxPool2d(17, 1, Padding.Same), [Floats(1, 20, 20, 1)], "17x17" },
        { "product", new MatMul(), [Floats(2, 3), Floats(4, 5)], "(4, 5)" },
        { "bias", new BiasAdd(), [Floats(2, 3), Floats(2)], "(2,)" },
        { "sum", new Add(), [Floats(2, 3), Floats(3, 2)], "(3, 2)" },
        { "elements", new Reshape([7]), [Floats(2, 3)], "6 elements" },
        { "sides", new Concat(1), [Floats(2, 3), Floats(3, 3)], "axis 1" },
        { "axis", new Concat(2), [Floats(2, 3)], "no axis 2" },
        { "part", new Slice(1, 2, 2), [Floats(2, 3)], "[2, 4)" },
        { "keep", new Dropout(0, 1), [Floats(2, 3), TensorType.Int32(Shape.Scalar)], "got 0" },
        { "labels", new SoftmaxCrossEntropy(), [Floats(2, 3, 2), TensorType.UInt8([3, 2])], "(3, 2)" },
        { "floats", new SoftmaxCrossEntropy(), [Floats(2, 3, 2), Floats(2, 3)], "UInt8" },
        { "nothing", new Mean(), [Floats(0, 3)], "no mean" },
        { "classes", new ArgMax(), [Floats(2, 0)], "classes" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_names_scope_node_and_shapes(string name, Op op, TensorType[] inputs, string expected)
    {
        var graph = new Graph();
        var tensors = inputs.Select((type, i) => graph.Input($"input{i}", type)).ToArray();
        using var scope = graph.Scope("Conv9");
        var error = Assert.Throws<GraphException>(() => graph.Add(name, op, tensors));
        Assert.StartsWith($"Conv9/{name}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_node_leaves_the_graph_as_it_was()
    {
        var graph = new Graph();
        var input = graph.Input("x", TensorType.Float32([2, 3]));
        Assert.Throws<GraphException>(() => graph.Add("y", new MatMul(), input, input));
        Assert.Single(graph.Nodes);
        Assert.Equal("y", graph.Add("y", new Relu(), input)[0].Name);
    }

    private static TensorType Floats(params int[] shape) => TensorType.Float32(new Shape(shape));
}
