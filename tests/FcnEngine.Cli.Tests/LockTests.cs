using FcnEngine.Cli.Tests.Support;

namespace FcnEngine.Cli.Tests;

public class LockTests(SmallData small) : IClassFixture<SmallData>
{
    [Fact]
    public void A_second_process_is_refused_until_the_first_is_killed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "the first process is killed with kill, which this system has not");
        var run = small.NewPath();
        string[] words = ["train", "--network", "fcn", "--data_dir", small.Data, "--checkpoint_dir", run, "--device", "cpu", "--eval_every", "0"];
        using var first = new FcnProcess([.. words, "--num_epochs", "100000"]);
        first.WaitFor("OUTPUT: Step 0");
        var refusal = FcnCommand.Run([.. words, "--num_epochs", "1"]).Refusal(exitCode: 1);
        Assert.StartsWith($"{run}: is in use by process {first.Id} on {Environment.MachineName} since ", refusal);
        first.Send("KILL");
        first.WaitForExit();
        // 1 epoch is 1 step, so the run that was killed after its first checkpoint goes on or is done.
        var second = FcnCommand.Run([.. words, "--num_epochs", "1"]);
        Assert.True(second.ExitCode == 0, second.Error);
        Assert.StartsWith("OUTPUT: Done training for ", second.OutputLines[^1]);
    }
}
