using FcnEngine.Cli.Tests.Support;

namespace FcnEngine.Cli.Tests;

/// <summary><c>--config</c>, and what a run keeps of its settings.</summary>
public sealed class ConfigurationTests(SmallData small) : IClassFixture<SmallData>
{
    [Fact]
    public void An_option_outdoes_the_file_and_the_run_keeps_what_came_out()
    {
        var run = small.NewPath();
        var file = Write($"network: fcn\ndata_dir: {small.Data}\ncheckpoint_dir: {run}\nnum_epochs: 3\nlearning_rate: 0.5\ndevice: cpu\neval_every: 0\n");
        var result = FcnCommand.Run("train", "--config", file, "--num_epochs", "2");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("OUTPUT: Done training for 2 epochs, 2 steps.", result.OutputLines[^1]);

        var kept = File.ReadAllLines(Path.Combine(run, "config.yaml"));
        Assert.Contains("num_epochs: 2", kept);
        Assert.Contains("learning_rate: 0.5", kept);
        Assert.Contains($"checkpoint_dir: {run}", kept);
        var told = FcnCommand.Run("inspect", run);
        Assert.Equal(0, told.ExitCode);
        Assert.Contains("stands at:    step 2, epoch 2, batch 0", told.OutputLines);
        Assert.Contains("  num_epochs: 2", told.OutputLines);
        Assert.Contains("  learning_rate: 0.5", told.OutputLines);
        Assert.Contains("kept:         steps 0, 2", told.OutputLines);
        Assert.Contains("learning_rate 0.5", FcnCommand.Run("inspect", Path.Combine(run, "model.safetensors")).Output);

        // What the run kept is the whole of it: the same run, finished.
        Assert.Equal(["Resumed from step 2", "OUTPUT: Done training for 2 epochs, 2 steps."], FcnCommand.Run("train", "--config", Path.Combine(run, "config.yaml")).OutputLines[^2..]);
    }

    [Fact]
    public void Eval_takes_the_file_of_the_training()
    {
        var file = Write($"network: fcn\ndata_dir: {small.Data}\ncheckpoint_dir: {small.Run}\nlearning_rate: 0.5\nnum_epochs: 3\ndevice: cpu\n");
        var result = FcnCommand.Run("eval", "--config", file);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.StartsWith("OUTPUT: 2 images evaluated", result.OutputLines[^1]);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("eval")]
    public void A_file_with_a_fault_is_refused_naming_file_and_line(string command)
    {
        var file = Write("network: fcn\nlearning_rte: 0.5\n");
        Assert.StartsWith($"{file}: learning_rte is no setting; ", FcnCommand.Run(command, "--config", file).Refusal(exitCode: 1));
        Assert.Contains("(line 2)", FcnCommand.Run(command, "--config", file).Error);
        Assert.Contains(": does not exist", FcnCommand.Run(command, "--config", small.NewPath()).Refusal(exitCode: 1));
    }

    [Fact]
    public void A_sweep_has_a_file_of_its_own() => Assert.Contains("'--config'", FcnCommand.Run("sweep", "spec.yaml", "--config", "x").Refusal(exitCode: 2));

    private string Write(string text)
    {
        var file = small.NewPath();
        File.WriteAllText(file, text);
        return file;
    }
}
