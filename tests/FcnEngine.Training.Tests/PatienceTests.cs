using FcnEngine.Execution;
using FcnEngine.Training.Events;
using FcnEngine.Training.Metrics;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests;

public sealed class PatienceTests
{
    [Fact]
    public void Training_ends_after_so_many_epochs_without_a_better_Dice()
    {
        // The best is epoch 2; epochs 3 and 4 are not better, and two is the patience.
        var ended = Train(patience: 2, RunState.Start, 0.2, 0.5, 0.4, 0.5, 0.9);
        Assert.Equal((4, RunOutcome.Finished), (ended.State.Epoch, ended.Outcome));
        Assert.Equal(0.5, ended.State.BestDice, 2);
    }

    [Fact]
    public void Patience_does_not_begin_before_the_first_Dice_above_0()
    {
        var ended = Train(patience: 1, RunState.Start, 0, 0, 0, 0.3, 0.2, 0.9);
        Assert.Equal(5, ended.State.Epoch);
    }

    [Fact]
    public void Without_patience_all_epochs_are_done() =>
        Assert.Equal(5, Train(patience: 0, RunState.Start, 0.9, 0.1, 0.1, 0.1, 0.1).State.Epoch);

    [Fact]
    public void A_run_that_ended_early_has_nothing_left_to_do_when_it_is_started_again()
    {
        var ended = Train(patience: 1, RunState.Start, 0.5, 0.4, 0.9);
        var again = Train(patience: 1, ended.State, 0.9, 0.9, 0.9);
        Assert.Equal((ended.State, RunOutcome.Finished), (again.State, again.Outcome));
    }

    private static RunEnded Train(int patience, RunState start, params double[] dice)
    {
        using var device = SmallRun.OpenDevice();
        using var model = new Model(SmallRun.Network, device);
        var options = new TrainerOptions { Epochs = dice.Length, Patience = patience };
        var told = start.Epoch;
        return new Trainer(model, SmallRun.Discs(2), options, new ObserverGroup(), () => Scored(dice[told++])).Run(start);
    }

    // Counts whose Dice is the wanted one: 2 t / (2 t + f) with t = 100 d, f = 200 (1 - d).
    private static EvaluationResult Scored(double dice) =>
        new(new ConfusionCounts((long)Math.Round(100 * dice), (long)Math.Round(200 * (1 - dice)), 0, 0), 1, TimeSpan.Zero);
}
