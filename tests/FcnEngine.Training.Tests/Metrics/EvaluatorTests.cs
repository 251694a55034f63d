using FcnEngine.Execution;
using FcnEngine.Training.Metrics;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Metrics;

public class EvaluatorTests
{
    [Fact]
    public void Counts_are_those_of_the_predictions_handed_out()
    {
        var samples = SmallRun.Discs(5);
        using var device = SmallRun.OpenDevice();
        using var model = new Model(SmallRun.Network, device, new ModelOptions(Seed: 3));
        var counts = default(ConfusionCounts);
        var order = new List<int>();
        var result = Evaluator.Evaluate(model, samples, batchSize: 2, (index, sample, classes) =>
        {
            order.Add(index);
            Assert.Same(samples[index], sample);
            counts += ConfusionCounts.Of(classes, sample.Mask);
        });
        Assert.Equal(counts, result.Counts);
        Assert.Equal([0, 1, 2, 3, 4], order);
        Assert.Equal(5 * SmallRun.Extent * SmallRun.Extent, result.Counts.Pixels);
    }

    [Fact]
    public void Equal_logits_are_background()
    {
        using var device = SmallRun.OpenDevice();
        using var model = new Model(SmallRun.Network, device);
        // All weights 0: both classes have logit 0 everywhere.
        foreach (var name in model.Variables.ParameterNames) model.Variables.Write(name, (_, values) => values.Clear());
        var result = Evaluator.Evaluate(model, SmallRun.Discs(2));
        Assert.Equal((0, 0), (result.Counts.TruePositives, result.Counts.FalsePositives));
    }

    [Fact]
    public void The_batch_size_changes_no_prediction()
    {
        var samples = SmallRun.Discs(4);
        using var device = SmallRun.OpenDevice();
        using var model = new Model(SmallRun.Network, device, new ModelOptions(Seed: 4));
        Assert.Equal(Evaluator.Evaluate(model, samples, 1).Counts, Evaluator.Evaluate(model, samples, 3).Counts);
    }
}
