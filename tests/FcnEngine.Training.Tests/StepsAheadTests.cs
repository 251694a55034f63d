using FcnEngine.Execution;
using FcnEngine.Optimizers;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Events;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests;

/// <summary>Losses read several steps late must change nothing that is told, printed or saved.</summary>
public class StepsAheadTests
{
    private static readonly TrainerOptions s_options = new() { Epochs = 3, BatchSize = 2, Seed = 5, Schedule = new ExponentialDecay(0.2, 0.5, 4), StepsAhead = 1 };

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public void The_same_steps_are_told_and_the_same_weights_come_out(int ahead)
    {
        var (each, late) = (new EventLog(), new EventLog());
        var expected = Train(s_options, each);
        Assert.Equal(expected, Train(s_options with { StepsAhead = ahead }, late));
        Assert.Equal(each.Steps.Select(WithoutTime), late.Steps.Select(WithoutTime));
        Assert.Equal(each.Epochs.Select(epoch => (epoch.Step, epoch.MeanLoss)), late.Epochs.Select(epoch => (epoch.Step, epoch.MeanLoss)));
        Assert.Equal(each.Ended!.State, late.Ended!.State);
    }

    [Fact]
    public void Steps_read_together_settle_together_and_an_epoch_is_read_at_its_end()
    {
        var log = new EventLog();
        Train(s_options with { Epochs = 1, StepsAhead = 3 }, log);
        // 9 images in batches of 2: 5 steps
        Assert.Equal(["started 0", "step 0", "step 1", "step 2", "settled 3", "step 3", "step 4", "epoch 0", "settled 5", "ended Finished"], log.Names);
    }

    [Fact]
    public void A_watched_step_is_told_before_another_is_queued()
    {
        var log = new EventLog();
        Train(s_options with { Epochs = 1, StepsAhead = 1000 }, new ObserverGroup(log, new Watcher(2)));
        Assert.Equal(["started 0", "step 0", "step 1", "step 2", "settled 3", "step 3", "step 4", "epoch 0", "settled 5", "ended Finished"], log.Names);
    }

    [Fact]
    public void Saves_by_steps_and_step_lines_are_watched()
    {
        var saver = new CheckpointObserver(new CheckpointFolder("unused"), _ => throw new InvalidOperationException(), SaveInterval.Parse("50"), 1);
        Assert.True(saver.Watches(49));
        Assert.False(saver.Watches(50));
        var lines = new LabLines(new RunConsole(TextWriter.Null, TextWriter.Null, errorIsTerminal: false, TimeProvider.System));
        Assert.True(lines.Watches(200));
        Assert.False(lines.Watches(201));
    }

    [Fact]
    public void A_fault_is_named_by_its_step_however_late_it_is_read_and_no_later_step_counts()
    {
        var wild = s_options with { Epochs = 50, Schedule = new(1e30, 1, 1000) };
        var (each, late) = (new EventLog(), new EventLog());
        var expected = Assert.Throws<NotFiniteException>(() => Train(wild, each));
        var fault = Assert.Throws<NotFiniteException>(() => Train(wild with { StepsAhead = 32 }, late));
        Assert.Equal((expected.Met.Step, expected.Update), (fault.Met.Step, fault.Update));
        Assert.Equal(expected.SampleIndices, fault.SampleIndices);
        Assert.Equal(each.Ended!.State, late.Ended!.State);
    }

    [Fact]
    public void A_stop_between_readings_keeps_the_steps_under_way()
    {
        using var stop = new CancellationTokenSource();
        var log = new EventLog();
        Train(s_options with { Epochs = 100, StepsAhead = 4 }, new ObserverGroup(log, new Watcher(7, stop)), stop);
        Assert.Equal(RunOutcome.Stopped, log.Ended!.Outcome);
        Assert.Equal(log.Steps.Count, log.Ended.State.Step);
        Assert.Equal(8, log.Ended.State.Step);
    }

    private static StepDone WithoutTime(StepDone step) => step with { Duration = TimeSpan.Zero };

    private static float[] Train(TrainerOptions options, ITrainingObserver observer, CancellationTokenSource? stop = null)
    {
        using var device = SmallRun.OpenDevice();
        using var model = new Model(SmallRun.Network, device, new ModelOptions(Seed: 1));
        new Trainer(model, SmallRun.Discs(9), options, observer).Run(RunState.Start, stop?.Token ?? default);
        return [.. model.Variables.ParameterNames.SelectMany(model.Variables.ReadAll)];
    }

    /// <summary>Watches one step; or asks to stop when asked about it.</summary>
    private sealed class Watcher(long step, CancellationTokenSource? stop = null) : ITrainingObserver
    {
        public bool Watches(long number)
        {
            if (number == step) stop?.Cancel();
            return number == step && stop is null;
        }
    }
}
