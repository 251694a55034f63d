using FcnEngine.Networks;
using FcnEngine.Ops;
using FcnEngine.Planning;
using FcnEngine.Testing.Networks;

namespace FcnEngine.Tests.Networks;

/// <summary>The two networks of the lab, to the letter: names, shapes, numbers of parameters, work.</summary>
public class LabNetworkTests
{
    private static readonly TrainingStep Fcn = TrainingStep.Build(FullyConvolutional.Create(), batchSize: 1);
    private static readonly TrainingStep Fc = TrainingStep.Build(FullyConnected.Create(), batchSize: 1);

    [Fact]
    public void The_fcn_has_six_weights_of_the_labs_names_and_shapes() =>
        Assert.Equal(
            [
                "Conv1/W_conv1 (5, 5, 1, 100)",
                "Conv2/W_conv2 (5, 5, 100, 200)",
                "Conv3/W_conv3 (3, 3, 200, 300)",
                "Conv4/W_conv4 (3, 3, 300, 300)",
                "Score_classes/W_score_classes (1, 1, 300, 2)",
                "Upscore/W_upscore (31, 31, 2, 2)",
            ],
            Fcn.Graph.Parameters.Select(parameter => parameter.ToString()));

    [Fact]
    public void The_fc_has_two_weights_of_the_labs_names_and_shapes() =>
        Assert.Equal(
            ["Hidden1/W_fc (65536, 512)", "Final/W_fc2 (512, 131072)"],
            Fc.Graph.Parameters.Select(parameter => parameter.ToString()));

    [Fact]
    public void They_have_as_many_parameters_as_the_lab_says()
    {
        Assert.Equal(1_856_944, Fcn.Graph.Parameters.Sum(parameter => parameter.Shape.ElementCount));
        Assert.Equal(100_663_296, Fc.Graph.Parameters.Sum(parameter => parameter.Shape.ElementCount));
    }

    [Fact]
    public void The_fcns_maps_shrink_and_grow_as_in_the_lab()
    {
        var shapes = Fcn.Graph.Nodes.TakeWhile(node => node.Op is not SoftmaxCrossEntropy)
            .Where(node => node.Op is Conv2d or MaxPool2d or ConvTranspose2d).Select(node => node.Outputs[0].Shape.ToString());
        Assert.Equal(
            [
                "(1, 128, 128, 100)", "(1, 64, 64, 100)", "(1, 32, 32, 200)", "(1, 16, 16, 200)",
                "(1, 16, 16, 300)", "(1, 16, 16, 300)", "(1, 16, 16, 2)", "(1, 256, 256, 2)",
            ],
            shapes);
    }

    [Fact]
    public void The_fc_has_no_activation()
    {
        Assert.DoesNotContain(Fc.Graph.Nodes, node => node.Op is Relu);
        Assert.Equal("(1, 256, 256, 2)", Fc.Logits.Shape.ToString());
    }

    [Fact]
    public void A_training_step_of_the_fcn_costs_five_and_a_third_gigaflop()
    {
        // 2 FLOP a multiply-add, padded taps counted, three passes a layer, no input gradient for Conv1: 5.32 GFLOP.
        var plan = Plan.Create([Fcn.Loss], Fcn.Updates, new PlanOptions([]));
        Assert.Equal(5.32, plan.Flops / 1e9, 2);
    }

    [Fact]
    public void Biases_are_left_out_unless_asked_for()
    {
        var biased = TrainingStep.Build(FullyConvolutional.Create(biases: true), batchSize: 1);
        Assert.Equal(5, biased.Graph.Parameters.Count(parameter => parameter.Shape.Rank == 1));
        Assert.DoesNotContain(Fcn.Graph.Nodes, node => node.Op is BiasAdd);
    }

    [Fact]
    public void A_full_keep_probability_leaves_no_dropout_in_the_graph() => Assert.DoesNotContain(Fcn.Graph.Nodes, node => node.Op is Dropout);

    [Theory]
    [InlineData(250, 256)]
    [InlineData(256, 8)]
    public void Images_the_fcn_cannot_bring_back_to_full_size_are_refused(int rows, int columns) =>
        Assert.Contains($"{rows}x{columns}", Assert.Throws<ArgumentException>(() => FullyConvolutional.Create(rows, columns)).Message, StringComparison.Ordinal);
}
