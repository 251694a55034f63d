using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Testing.Networks;

namespace FcnEngine.Tests.Execution;

/// <summary>Outcomes of queued steps, read together.</summary>
public class OutcomeTests
{
    [Fact]
    public void They_are_those_of_steps_taken_one_by_one()
    {
        var expected = Run((session, images, labels, number) => session.Step(images, labels, number, 0.1f), steps: 5);
        List<StepOutcome> outcomes = [];
        Run((session, images, labels, number) =>
        {
            session.Queue(images, labels, number, 0.1f);
            if (number is 1 or 4) outcomes.AddRange(session.ReadOutcomes());
            return 0;
        }, steps: 5);
        Assert.Equal(expected.Select(loss => new StepOutcome(loss, null)), outcomes);
    }

    [Fact]
    public void The_oldest_are_forgotten_when_more_are_queued_than_kept()
    {
        const int steps = TrainingSession.OutcomesKept + 3;
        var expected = Run((session, images, labels, number) => session.Step(images, labels, number, 0.1f), steps);
        IReadOnlyList<StepOutcome> outcomes = [];
        Run((session, images, labels, number) =>
        {
            session.Queue(images, labels, number, 0.1f);
            if (number == steps - 1) outcomes = session.ReadOutcomes();
            return 0;
        }, steps);
        Assert.Equal(expected.Skip(3), outcomes.Select(outcome => outcome.Loss));
    }

    private static float[] Run(Func<TrainingSession, float[], byte[], int, float> step, int steps)
    {
        using var device = new CpuDevice(new CpuOptions(1));
        using var model = new Model(SmallNetworks.All[0], device);
        var batches = TrainingStep.Build(model.Network, 1);
        return [.. Enumerable.Range(0, steps).Select(number =>
        {
            var feeds = batches.Feeds(number);
            var images = Array.ConvertAll(feeds["images"], value => (float)value);
            return step(model.Training(1), images, Array.ConvertAll(feeds["labels"], value => (byte)value), number);
        })];
    }
}
