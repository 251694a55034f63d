using FcnEngine.Autograd;
using FcnEngine.Graphs;
using FcnEngine.Initializers;
using FcnEngine.Layers;
using FcnEngine.Ops;
using FcnEngine.Tensors;

namespace FcnEngine.Tests.Autograd;

/// <summary>Gradients through whole graphs: what is used twice, what branches, what is left out.</summary>
public class DifferentiatorTests
{
    private readonly Graph _graph = new();
    private readonly TruncatedNormal _weights = new(0.5);

    [Fact]
    public void A_parameter_used_twice_gets_the_sum_of_both_gradients()
    {
        var weight = _graph.Parameter("W", [3, 3, 2, 2], _weights);
        AssertGradients(Image(2).Conv2d(weight).Conv2d(weight, stride: 2).Mean());
    }

    [Fact]
    public void A_tensor_added_to_itself_gets_its_gradient_twice()
    {
        var x = _graph.Parameter("W", [3, 2], _weights);
        AssertGradients(x.Add(x).Add(x).Mean());
    }

    [Fact]
    public void Branches_that_meet_again_send_their_gradients_to_where_they_parted()
    {
        var trunk = Image(2).Conv2d(_graph.Parameter("W", [3, 3, 2, 3], _weights));
        var bias = _graph.Parameter("b", [3], _weights);
        AssertGradients(trunk.Relu().Add(trunk.BiasAdd(bias)).Add(trunk).Mean());
    }

    [Fact]
    public void Concatenated_branches_of_different_width_each_get_their_part()
    {
        var image = Image(2);
        var narrow = image.Conv2d(_graph.Parameter("W1", [1, 1, 2, 1], _weights));
        var wide = image.Conv2d(_graph.Parameter("W2", [3, 3, 2, 5], _weights));
        var both = narrow.Concat([wide, narrow], axis: 3);
        AssertGradients(both.Conv2d(_graph.Parameter("W3", [3, 3, 7, 2], _weights)).SoftmaxCrossEntropy(Labels(1, 8, 8)).Mean());
    }

    [Fact]
    public void A_network_with_every_layer_agrees_with_finite_differences()
    {
        var x = Image(1).Conv2d(_graph.Parameter("W1", [5, 5, 1, 3], _weights), stride: 2).BiasAdd(_graph.Parameter("b1", [3], _weights)).Relu();
        x = x.MaxPool2d(2, 2).Conv2d(_graph.Parameter("W2", [3, 3, 3, 4], _weights)).Relu();
        x = _graph.Add("dropout", new Dropout(0.7f, Key: 11), x, _graph.Input("step", TensorType.Int32(Shape.Scalar)))[0];
        x = x.Conv2d(_graph.Parameter("W3", [1, 1, 4, 2], _weights)).ConvTranspose2d(_graph.Parameter("W4", [7, 7, 2, 2], _weights), stride: 4);
        x = x.Reshape([1, 128]).MatMul(_graph.Parameter("W5", [128, 6], _weights)).Reshape([1, 3, 2]);
        AssertGradients(x.SoftmaxCrossEntropy(Labels(1, 3)).Mean());
    }

    [Fact]
    public void Nothing_is_computed_for_an_input_whose_gradient_nobody_wants()
    {
        var loss = Image(2).Conv2d(_graph.Parameter("W", [3, 3, 2, 3], _weights)).Relu().Mean();
        Differentiator.Gradients(loss, [.. _graph.Parameters]);
        Assert.DoesNotContain(_graph.Nodes, node => node.Op is Conv2dInputGradient);
    }

    [Fact]
    public void Gradients_are_named_after_the_node_they_belong_to()
    {
        using (_graph.Scope("Conv1")) _ = Image(2).Conv2d(_graph.Parameter("W", [3, 3, 2, 3], _weights));
        var gradient = Differentiator.Gradients(_graph.Nodes[^1].Outputs[0].Mean(), [.. _graph.Parameters])[0];
        Assert.Equal("gradients/Conv1/conv/weight_gradient", gradient.Name);
    }

    [Fact]
    public void Only_a_scalar_is_differentiated()
    {
        var x = _graph.Parameter("W", [3, 2], _weights);
        Assert.Contains("only a scalar", Assert.Throws<GraphException>(() => Differentiator.Gradients(x.Relu(), [x])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_the_loss_does_not_depend_on_is_named()
    {
        var (used, unused) = (_graph.Parameter("used", [2], _weights), _graph.Parameter("unused", [2], _weights));
        Assert.EndsWith("unused", Assert.Throws<GraphException>(() => Differentiator.Gradients(used.Mean(), [used, unused])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_op_without_a_gradient_is_named()
    {
        var x = _graph.Parameter("W", [3], _weights);
        var part = _graph.Add("part", new Slice(0, 1, 2), x)[0];
        Assert.StartsWith("part: Slice", Assert.Throws<GraphException>(() => Differentiator.Gradients(part.Mean(), [x])).Message, StringComparison.Ordinal);
    }

    private Tensor Image(int channels) => _graph.Input("images", TensorType.Float32([1, 8, 8, channels]));

    private Tensor Labels(params int[] shape) => _graph.Input("labels", TensorType.UInt8(new Shape(shape)));

    private static void AssertGradients(Tensor loss) => Assert.InRange(LossGradient.WorstError(loss), 0, 1e-6);
}
