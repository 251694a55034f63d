using FcnEngine.Graphs;
using FcnEngine.Layers;
using FcnEngine.Networks;
using FcnEngine.Ops;
using FcnEngine.Ops.Fused;
using FcnEngine.Planning;
using FcnEngine.Reference;
using FcnEngine.Testing.Checks;
using FcnEngine.Testing.Networks;

namespace FcnEngine.Tests.Planning;

/// <summary>Every fusion rule, alone and with the others, leaves what a step computes as it was: in float64 to the last digits.</summary>
public class FusionTests
{
    private const double Rounding = 1e-12;

    public static TheoryData<string> NetworkNames() => [.. SmallNetworks.All.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void A_fused_plan_computes_what_the_graph_does(string network) => AssertSame(network, FusionRules.All);

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void Each_rule_alone_changes_no_result(string network)
    {
        AssertSame(network, []);
        foreach (var rule in FusionRules.All) AssertSame(network, [rule]);
    }

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void Each_rule_may_be_left_out(string network)
    {
        foreach (var rule in FusionRules.All) AssertSame(network, [.. FusionRules.All.Except([rule])]);
    }

    [Fact]
    public void The_labs_network_trains_in_about_a_dozen_launches()
    {
        var step = TrainingStep.Build(FullyConvolutional.Create(), batchSize: 1);
        var ops = Plan.Create([step.Loss], step.Updates, PlanOptions.Default).Steps.Select(each => each.Op).Where(op => op is not (Input or Variable)).ToArray();
        // Forward: two convolutions with pools, two with ReLU, scores, upscore; the loss with its gradient; then backward.
        Assert.Equal(2, ops.Count(op => op is Conv2dReluMaxPool2d));
        Assert.Equal(2, ops.Count(op => op is Conv2dBiasRelu));
        Assert.Single(ops.OfType<ConvTranspose2dMeanSoftmaxCrossEntropy>());
        Assert.Equal(6, ops.Count(op => op is DescendGradient));
        Assert.DoesNotContain(ops, op => op is Constant or Mean or Sgd or Relu or ReluGradient or MaxPool2d or MaxPool2dGradient or IParameterGradient);
        Assert.Single(ops.OfType<ReluConv2dConvTranspose2dInputGradient>());
        Assert.Equal(16, ops.Length);
    }

    /// <summary>940 MB a step: W2 passes once, read and written; W1 is read forward, read and written by its update.</summary>
    [Fact]
    public void The_fully_connected_network_moves_its_second_weight_once()
    {
        var step = TrainingStep.Build(FullyConnected.Create(), batchSize: 1);
        var steps = Plan.Create([step.Loss], step.Updates, PlanOptions.Default).Steps.Where(each => each.Op is not (Input or Variable or Reshape)).ToArray();
        Assert.Equal(["MatMul", "MatMulMeanSoftmaxCrossEntropyDescent", "MatMulRightGradient+Sgd"], steps.Select(each => each.Op.Name));
        Assert.InRange(steps.Sum(each => each.Bytes), 939_000_000, 941_000_000);
    }

    [Fact]
    public void Every_rule_finds_its_place_in_a_small_network()
    {
        foreach (var rule in FusionRules.All)
        {
            // A rule may need what the rules before it have made.
            var before = FusionRules.All.TakeWhile(other => other != rule).ToArray();
            Assert.Contains(SmallNetworks.All, network => Names(network, [.. before, rule]) != Names(network, before));
        }
    }

    [Fact]
    public void A_tensor_that_is_fetched_is_not_fused_away()
    {
        var step = TrainingStep.Build(SmallNetworks.Find("fcn"), batchSize: 1);
        var relu = step.Graph.Nodes.First(node => node.Op is Relu).Outputs[0];
        var plan = Plan.Create([step.Loss, relu], step.Updates, PlanOptions.Default);
        var (values, expected) = (Run(plan, step).Values[relu], Interpret(step).Values[relu]);
        Assert.InRange(RelativeError.Of(values, expected), 0, Rounding);
    }

    [Fact]
    public void Outputs_that_nobody_uses_are_not_computed()
    {
        var step = TrainingStep.Build(SmallNetworks.Find("fcn"), batchSize: 1);
        var inference = Plan.Create([step.Logits], [], PlanOptions.Default);
        Assert.All(inference.Steps.Where(each => each.Op is Conv2dReluMaxPool2d), pool => Assert.Single(pool.Outputs));
        Assert.DoesNotContain(inference.Steps, each => each.Op is Input { FeedName: not "images" });
    }

    /// <summary>Of a training step, then of what inference runs.</summary>
    private static string Names(Network network, IReadOnlyList<FusionRule> rules)
    {
        var step = TrainingStep.Build(network, batchSize: 1);
        var training = Plan.Create([step.Loss], step.Updates, new PlanOptions(rules));
        var inference = Plan.Create([step.Logits.ArgMax()], [], new PlanOptions(rules));
        return string.Join(' ', training.Steps.Concat(inference.Steps).Select(each => each.Op.Name));
    }

    private static void AssertSame(string network, IReadOnlyList<FusionRule> rules)
    {
        var step = TrainingStep.Build(SmallNetworks.Find(network), batchSize: 2);
        var plan = Plan.Create([step.Loss, step.Logits], step.Updates, new PlanOptions(rules));
        var (fused, expected) = (Run(plan, step), Interpret(step));
        Assert.InRange(RelativeError.Of(fused.Values[step.Loss], expected.Values[step.Loss]), 0, Rounding);
        Assert.InRange(RelativeError.Of(fused.Values[step.Logits], expected.Values[step.Logits]), 0, Rounding);
        foreach (var (name, values) in expected.Variables) Assert.InRange(RelativeError.Of(fused.Variables[name], values), 0, Rounding);
        AssertSameClasses(step, rules);
    }

    private static void AssertSameClasses(TrainingStep step, IReadOnlyList<FusionRule> rules)
    {
        var classes = step.Logits.ArgMax();
        var alone = Run(Plan.Create([classes], [], new PlanOptions(rules)), step).Values[classes];
        var expected = Initial(step).Run(step.Feeds(number: 1), [classes])[classes];
        Assert.Equal(expected, alone);
        Assert.InRange(expected.Distinct().Count(), 2, 256); // not all of one class
        // The logits as well, where they are wanted.
        var both = Run(Plan.Create([classes, step.Logits], [], new PlanOptions(rules)), step).Values;
        Assert.Equal(expected, both[classes]);
        Assert.InRange(RelativeError.Of(both[step.Logits], Initial(step).Run(step.Feeds(number: 1), [step.Logits])[step.Logits]), 0, Rounding);
    }

    private static (IReadOnlyDictionary<Tensor, double[]> Values, Dictionary<string, double[]> Variables) Run(Plan plan, TrainingStep step)
    {
        var reference = new ReferencePlan(plan) { Variables = Initial(step).Variables };
        return (reference.Run(step.Feeds(number: 1)), reference.Variables);
    }

    private static (IReadOnlyDictionary<Tensor, double[]> Values, Dictionary<string, double[]> Variables) Interpret(TrainingStep step)
    {
        var interpreter = Initial(step);
        return (interpreter.Run(step.Feeds(number: 1)), interpreter.Variables);
    }

    private static ReferenceInterpreter Initial(TrainingStep step)
    {
        var interpreter = new ReferenceInterpreter(step.Graph);
        interpreter.Initialize(seed: 3);
        return interpreter;
    }
}
