using FcnEngine.Cli.Tests.Support;

namespace FcnEngine.Cli.Tests;

public class UsageTests
{
    [Theory]
    [InlineData("", "Required command was not provided; see fcn --help")]
    [InlineData("bogus", "there is no command or option 'bogus'; see fcn --help")]
    [InlineData("train --learning_rte 1", "there is no command or option '--learning_rte'; see fcn --help")]
    [InlineData("train extra", "there is no command or option 'extra'; see fcn --help")]
    [InlineData("train --network unet --data_dir d --checkpoint_dir c", "--network must be one of fc, fcn, got 'unet'")]
    [InlineData("train --network fcn --data_dir d --checkpoint_dir c --learning_rate -1", "--learning_rate must be above 0, got -1")]
    [InlineData("train --network fcn --data_dir d --checkpoint_dir c --learning_rate=-0.5", "--learning_rate must be above 0, got -0.5")]
    [InlineData("train --network fcn --data_dir d --checkpoint_dir c --batch_size 0", "--batch_size must be at least 1, got 0")]
    [InlineData("train --network fcn --data_dir d --checkpoint_dir c --batch-size 0", "--batch_size must be at least 1, got 0")]
    [InlineData("train --network fcn --data_dir d --checkpoint_dir c --num_epochs many", "--num_epochs must be a whole number, got 'many'")]
    [InlineData("train --network fcn --data_dir d --checkpoint_dir c --decay_steps 0", "--decay_steps must be at least 1, got 0")]
    [InlineData("train --network fcn --data_dir d --checkpoint_dir c --device tpu", "--device must be one of auto, cpu, cuda, opencl, got 'tpu'")]
    [InlineData("train --network fcn --data_dir d --checkpoint_dir c --precision fp16", "--precision must be one of fp32, tf32, bf16, tf32x3, got 'fp16'")]
    [InlineData("train --network fcn --data_dir d --checkpoint_dir c --augment shear", "--augment must be none, all, or some of flip,turn,transpose,rotate,shift,scale,intensity, got 'shear'")]
    [InlineData("train --network fcn --data_dir d", "--checkpoint_dir is missing: name a folder to keep the run in; see fcn --help")]
    [InlineData("train --network fcn", "--data_dir is missing: name the folder with the records; see fcn --help")]
    [InlineData("train --data_dir d", "--network is missing: name one of fc, fcn; see fcn --help")]
    [InlineData("train --network fcn --data_dir d --checkpoint_dir --fresh", "--checkpoint_dir has no value, '--fresh' follows it; write ./ before a path that begins so; see fcn --help")]
    [InlineData("train --network fcn --data_dir d --checkpoint_dir= --num_epochs 2", "--checkpoint_dir has no value, '--num_epochs' follows it; write ./ before a path that begins so; see fcn --help")]
    [InlineData("eval --data_dir d", "--checkpoint_dir is missing: name the folder of a run, or a file with --checkpoint; see fcn --help")]
    [InlineData("eval --checkpoint_dir c", "--data_dir is missing: name the folder with the records; see fcn --help")]
    [InlineData("eval --data_dir d --checkpoint_dir c --eval_data test", "--eval_data must be one of eval, train, got 'test'")]
    [InlineData("prepare --data_dir d", "--source is missing: name the folder with the frames; see fcn --help")]
    [InlineData("prepare --source s", "--data_dir is missing: name a folder for the records; see fcn --help")]
    [InlineData("prepare --source s --data_dir d --compression zip", "--compression must be one of none, gzip, got 'zip'")]
    [InlineData("inspect", "PATH is missing: name a file or a folder; see fcn --help")]
    [InlineData("inspect x --augment flip", "--augment needs --sheet: name the picture to draw; see fcn --help")]
    [InlineData("report", "DIR is missing: name the folder of a run or of a sweep; see fcn --help")]
    [InlineData("report d --checkpoint last", "--checkpoint must be one of newest, best, got 'last'")]
    [InlineData("phantom", "--data_dir is missing: name a folder for the records; see fcn --help")]
    [InlineData("phantom --data_dir d --images 2", "--images must be a whole number from 3 to 100000, got '2'")]
    [InlineData("phantom --data_dir d --format png", "--format must be one of records, dicom, got 'png'")]
    [InlineData("phantom --data_dir d --seed x", "--seed must be a whole number from 0 to 18446744073709551615, got 'x'")]
    public void Bad_use_is_one_line_and_exit_code_2(string words, string line)
    {
        var result = FcnCommand.Run(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(line, result.Refusal(exitCode: 2));
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("train --network fcn --data_dir d --checkpoint_dir c")]
    [InlineData("eval --data_dir d --checkpoint_dir c")]
    public void The_CPU_computes_in_fp32_only(string words)
    {
        var refusal = FcnCommand.Run([.. words.Split(' '), "--device", "cpu", "--threads", "1", "--precision", "tf32"]).Refusal(exitCode: 2);
        Assert.Matches(@"^--precision must be fp32 on cpu \(1 thread, \w+\), got 'tf32', which needs a GPU with tensor cores$", refusal);
    }

    [Fact]
    public void A_missing_value_is_named() => Assert.Contains("--seed", FcnCommand.Run("train", "--seed").Refusal(exitCode: 2));

    [Theory]
    [InlineData("")]
    [InlineData("train")]
    [InlineData("eval")]
    [InlineData("prepare")]
    [InlineData("phantom")]
    [InlineData("inspect")]
    [InlineData("report")]
    [InlineData("sweep")]
    [InlineData("devices")]
    public void Help_and_version_are_everywhere(string command)
    {
        string[] words = command.Length > 0 ? [command] : [];
        var help = FcnCommand.Run([.. words, "--help"]);
        Assert.Equal(0, help.ExitCode);
        Assert.Contains("Usage:", help.Output);
        var version = FcnCommand.Run([.. words, "--version"]);
        Assert.Equal((0, ""), (version.ExitCode, version.Error));
        Assert.Matches(@"^fcn \d+\.\d+\.\d+\n$", version.Output);
    }

    [Fact]
    public void Every_setting_of_a_run_is_an_option_of_train()
    {
        var help = FcnCommand.Run("train", "--help").Output;
        Assert.All(Training.Configuration.SettingTable.All, setting => Assert.Contains($"--{setting.Name} <", help));
    }

    [Fact]
    public void Devices_names_the_CPU_and_the_choice()
    {
        var result = FcnCommand.Run("devices");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(result.OutputLines, line => line.StartsWith("cpu (", StringComparison.Ordinal));
        Assert.Contains(result.OutputLines, line => line.StartsWith("auto takes ", StringComparison.Ordinal));
    }
}
