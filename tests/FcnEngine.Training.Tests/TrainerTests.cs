using FcnEngine.Execution;
using FcnEngine.Optimizers;
using FcnEngine.Training.Events;
using FcnEngine.Training.Metrics;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests;

public class TrainerTests
{
    private static readonly TrainerOptions s_options = new() { Epochs = 3, BatchSize = 2, Seed = 5, Schedule = new(0.1, 1, 1000) };

    [Fact]
    public void Every_image_of_an_epoch_is_trained_on_once_a_last_partial_batch_included()
    {
        var log = Train(SmallRun.Discs(5), s_options);
        // 5 images in batches of 2: 3 steps an epoch
        Assert.Equal(["0/0/0:2", "1/0/1:2", "2/0/2:1", "3/1/0:2", "4/1/1:2", "5/1/2:1", "6/2/0:2", "7/2/1:2", "8/2/2:1"],
            log.Steps.Select(step => $"{step.Step}/{step.Epoch}/{step.Batch}:{step.Images}"));
        Assert.Equal([0, 1, 2], log.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal((9, 3, 0), (log.Ended!.State.Step, log.Ended.State.Epoch, log.Ended.State.Batch));
        Assert.Equal(RunOutcome.Finished, log.Ended.Outcome);
    }

    [Fact]
    public void An_epochs_mean_loss_weights_batches_by_their_images()
    {
        var log = Train(SmallRun.Discs(3), s_options with { Epochs = 1 });
        var (first, second) = (log.Steps[0].Loss, log.Steps[1].Loss);
        // batches of 2 and 1 images: (2 a + b) / 3
        Assert.Equal((2.0 * first + second) / 3, log.Epochs[0].MeanLoss, 1e-12);
    }

    [Fact]
    public void The_learning_rate_follows_the_schedule()
    {
        var log = Train(SmallRun.Discs(4), s_options with { Epochs = 2, Schedule = new ExponentialDecay(0.2, 0.5, 3) });
        // 0.2 * 0.5 ^ floor(step / 3)
        Assert.Equal([0.2f, 0.2f, 0.2f, 0.1f], log.Steps.Select(step => step.LearningRate));
    }

    [Fact]
    public void Training_learns()
    {
        var log = Train(SmallRun.Discs(4), s_options with { Epochs = 40, BatchSize = 1, Schedule = new(1, 1, 1000) });
        Assert.True(log.Epochs[^1].MeanLoss < log.Epochs[0].MeanLoss / 2, $"mean loss {log.Epochs[0].MeanLoss} -> {log.Epochs[^1].MeanLoss}");
    }

    [Fact]
    public void A_request_to_stop_lets_the_step_under_way_finish()
    {
        using var stop = new CancellationTokenSource();
        var log = new EventLog { OnStep = step => { if (step.Step == 3) stop.Cancel(); } };
        Train(SmallRun.Discs(5), s_options, log, stop: stop);
        Assert.Equal(RunOutcome.Stopped, log.Ended!.Outcome);
        Assert.Equal((4, 1, 1), (log.Ended.State.Step, log.Ended.State.Epoch, log.Ended.State.Batch));
    }

    [Fact]
    public void Events_of_a_step_come_in_order_and_settle_last()
    {
        var log = Train(SmallRun.Discs(2), s_options with { Epochs = 2 }, evaluate: () => new EvaluationResult(new ConfusionCounts(1, 1, 1, 1), 1, TimeSpan.Zero));
        Assert.Equal(
            ["started 0", "step 0", "epoch 0", "evaluated 0 best", "settled 1", "step 1", "epoch 1", "evaluated 1", "settled 2", "ended Finished"],
            log.Names);
    }

    [Fact]
    public void Evaluations_come_every_so_many_epochs_and_after_the_last()
    {
        var log = Train(SmallRun.Discs(2), s_options with { Epochs = 5, EvaluateEvery = 2 }, evaluate: () => new EvaluationResult(default, 1, TimeSpan.Zero));
        Assert.Equal(["evaluated 1 best", "evaluated 3", "evaluated 4"], log.Names.Where(name => name.StartsWith("evaluated", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_loss_that_is_not_finite_ends_the_run_and_names_the_step()
    {
        var log = new EventLog();
        var fault = Assert.Throws<NotFiniteException>(() => Train(SmallRun.Discs(2), s_options with { Epochs = 50, Schedule = new(1e30, 1, 1000) }, log));
        Assert.Equal(log.Steps.Count, fault.Met.Step);
        Assert.StartsWith($"step {fault.Met.Step}: ", fault.Message);
        Assert.EndsWith("try a smaller --learning_rate", fault.Message);
        Assert.Equal(RunOutcome.Faulted, log.Ended!.Outcome);
        Assert.Equal([0, 1], fault.SampleIndices.Order());
    }

    private static EventLog Train(
        IReadOnlyList<Data.Sample> samples, TrainerOptions options, EventLog? log = null, Func<EvaluationResult>? evaluate = null, CancellationTokenSource? stop = null)
    {
        log ??= new EventLog();
        using var device = SmallRun.OpenDevice();
        using var model = new Model(SmallRun.Network, device, new ModelOptions(Seed: 1));
        new Trainer(model, samples, options, log, evaluate).Run(RunState.Start, stop?.Token ?? default);
        return log;
    }
}
