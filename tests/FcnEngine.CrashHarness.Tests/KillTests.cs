using FcnEngine.CrashHarness.Killing;
using FcnEngine.CrashHarness.Subjects;

// Each test starts processes of its own, one after another.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace FcnEngine.CrashHarness.Tests;

/// <summary>A few kills of each kind; <c>tests/kill.sh</c> makes more.</summary>
public class KillTests
{
    [Theory]
    [InlineData("small-1", 3)]
    [InlineData("small-2", 1)]
    [InlineData("simulator", 1)]
    [InlineData("fcn", 1)]
    public void A_run_killed_at_random_moments_ends_as_if_left_alone(string subject, int kills)
    {
        using var killer = new Killer(Subject.Find(subject));
        var result = killer.AtRandom(kills, seed: 3);
        Assert.Empty(result.Faults);
        Assert.Equal(kills, result.Kills);
    }

    [Fact]
    public void A_run_killed_at_each_step_of_a_save_ends_as_if_left_alone()
    {
        using var killer = new Killer(Subject.Find("small-1"));
        var result = killer.AtEachMoment(saves: 2);
        Assert.Empty(result.Faults);
        // Eleven moments, of which a save has one out of reach.
        Assert.Equal((20, 1), (result.Kills, result.RunsCompared));
        Assert.InRange(result.WithinASave, 1, 20);
    }
}
