using FcnEngine.Graphs;
using FcnEngine.Initializers;
using FcnEngine.Layers;
using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Tests.Graphs;

public class GraphTests
{
    private readonly Graph _graph = new();

    [Fact]
    public void Names_begin_with_the_scopes_that_are_open()
    {
        using (_graph.Scope("outer"))
        {
            using (_graph.Scope("inner")) Assert.Equal("outer/inner/x", Image("x").Name);
            Assert.Equal("outer/y", Image("y").Name);
        }

        Assert.Equal("z", Image("z").Name);
    }

    [Fact]
    public void A_scope_closes_with_those_opened_inside_it()
    {
        var outer = _graph.Scope("outer");
        _graph.Scope("forgotten");
        outer.Dispose();
        Assert.Equal("", _graph.CurrentScope);
    }

    [Fact]
    public void A_name_in_use_gets_a_number()
    {
        var image = Image("x");
        Assert.Equal(["relu", "relu_1", "relu_2"], new[] { image.Relu(), image.Relu(), image.Relu() }.Select(tensor => tensor.Name));
    }

    [Fact]
    public void A_parameter_of_a_name_in_use_is_refused()
    {
        using var scope = _graph.Scope("Conv1");
        _graph.Parameter("W", [1], Initializer.Zeros);
        var error = Assert.Throws<GraphException>(() => _graph.Parameter("W", [1], Initializer.Zeros));
        Assert.StartsWith("Conv1/W: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_are_listed_in_the_order_they_were_declared()
    {
        foreach (var name in new[] { "c", "a", "b" }) _graph.Parameter(name, [1], Initializer.Zeros);
        Assert.Equal(["c", "a", "b"], _graph.Parameters.Select(parameter => parameter.Name));
    }

    [Fact]
    public void A_tensor_of_another_graph_is_refused_by_name()
    {
        var stranger = new Graph().Input("stranger", TensorType.Float32([2]));
        var error = Assert.Throws<GraphException>(() => _graph.Add("add", new Add(), stranger, stranger));
        Assert.Equal("add: input stranger belongs to another graph", error.Message);
    }

    [Fact]
    public void Outputs_after_the_first_carry_their_number()
    {
        var pool = _graph.Add("pool", new MaxPool2d(2, 2, Padding.Same), Image("x"));
        Assert.Equal(["pool", "pool:1"], pool.Select(tensor => tensor.Name));
    }

    [Fact]
    public void The_listener_is_told_every_shape_that_is_shown()
    {
        var shown = new List<string>();
        var graph = new Graph { ShapeListener = (name, tensor) => shown.Add($"{name} {tensor.Shape}") };
        graph.Show("images", graph.Input("x", TensorType.Float32([1, 2, 3, 4])));
        Assert.Equal(["images (1, 2, 3, 4)"], shown);
    }

    private Tensor Image(string name) => _graph.Input(name, TensorType.Float32([1, 8, 8, 3]));
}
