using FcnEngine.Cli.Tests.Support;
using FcnEngine.Training.Checkpoints;

namespace FcnEngine.Cli.Tests;

public class SignalTests(SmallData small) : IClassFixture<SmallData>
{
    private const string Unix = "signals are sent with kill, which this system has not";

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public void A_signal_lets_the_step_finish_saves_it_and_the_run_goes_on_from_there(string signal, int exitCode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), Unix);
        var run = small.NewPath();
        string[] words = ["train", "--network", "fcn", "--data_dir", small.Data, "--checkpoint_dir", run, "--device", "cpu", "--eval_every", "0"];
        using (var process = new FcnProcess([.. words, "--num_epochs", "100000"]))
        {
            process.WaitFor("OUTPUT: Step 0:");
            process.Send(signal);
            Assert.Equal(exitCode, process.WaitForExit());
            process.WaitFor("the same command goes on from there");
        }

        var step = Checkpoint.Open(Path.Combine(run, "model.safetensors")).Record.State.Step;
        Assert.True(step > 0);
        var next = FcnCommand.Run([.. words, "--num_epochs", $"{step + 1}"]);
        Assert.Contains($"Resumed from step {step}", next.OutputLines);
        Assert.Equal($"OUTPUT: Done training for {step + 1} epochs, {step + 1} steps.", next.OutputLines[^1]);
    }

    /// <summary>A step of 27 frames takes a second or more: the second signal comes while it lasts, and does not wait for it.</summary>
    [Fact]
    public void A_second_signal_ends_at_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), Unix);
        var (data, run) = (small.NewPath(), small.NewPath());
        Assert.Equal(0, FcnCommand.Run("phantom", "--data_dir", data, "--images", "30").ExitCode);
        using var process = new FcnProcess(
            "train", "--network", "fcn", "--data_dir", data, "--checkpoint_dir", run, "--device", "cpu", "--batch_size", "27", "--num_epochs", "1000", "--eval_every", "0");
        process.WaitFor("OUTPUT: Step 0:");
        process.Send("INT");
        process.WaitFor("SIGINT: finishing the step");
        process.Send("TERM");
        Assert.Equal(143, process.WaitForExit());
        // Only the save before the first step was made.
        Assert.Equal(0, Checkpoint.Open(Path.Combine(run, "model.safetensors")).Record.State.Step);
    }
}
