using FcnEngine.Cli.Tests.Support;

namespace FcnEngine.Cli.Tests.Storage;

/// <summary>Files that may not grow (RLIMIT_FSIZE) and streams that are full: exit code 1, one line, what was there before untouched.</summary>
public class FileLimitTests(SmallData small) : IClassFixture<SmallData>
{
    /// <summary>A checkpoint of the FCN has 7 MB, its event files less: the limit strikes in the save after the second epoch.</summary>
    [Fact]
    public void A_run_at_the_limit_keeps_its_checkpoint_and_goes_on_to_the_same_bytes_without_it()
    {
        ShellScript.SkipWithoutBash();
        var (whole, run) = (small.NewPath(), small.NewPath());
        var train = $"$FCN train --network fcn --data_dir {small.Data} --device cpu --threads 1 --eval_every 0";
        var result = ShellScript.Run($"""
            {train} --checkpoint_dir {whole} --num_epochs 2 || exit 9
            {train} --checkpoint_dir {run} --num_epochs 1 || exit 9
            cp {run}/model.safetensors {run}.before
            (ulimit -f 1000; {train} --checkpoint_dir {run} --num_epochs 2); code=$?
            cmp {run}.before {run}/model.safetensors || exit 9
            ls -A {run} | grep part && exit 9
            {train} --checkpoint_dir {run} --num_epochs 2 || exit 9
            cmp {whole}/model.safetensors {run}/model.safetensors || exit 9
            exit $code
            """);
        // The run after it speaks on the same stream.
        var line = Assert.Single(result.ErrorLines, line => line.StartsWith("fcn: ", StringComparison.Ordinal));
        Assert.Equal(1, result.ExitCode);
        // The first and the last: none is done that is not saved.
        Assert.Equal(2, result.OutputLines.Count(line => line.StartsWith("OUTPUT: Done training for 2 epochs", StringComparison.Ordinal)));
        Assert.Equal($"fcn: {run}/step-00000002.safetensors: cannot be written (a limit on the size of files is reached); check the path, its permissions and the free space", line);
    }

    [Theory]
    [InlineData(0, "cannot be used for a run (a limit on the size of files is reached)")]
    [InlineData(1, "logs/train/events.out.tfevents.")]
    [InlineData(1000, "step-00000000.safetensors: cannot be written (a limit on the size of files is reached)")]
    public void A_new_run_names_the_first_file_that_is_too_large(int kilobytes, string says)
    {
        ShellScript.SkipWithoutBash();
        var line = ShellScript.Run($"ulimit -f {kilobytes}; $FCN train --network fcn --data_dir {small.Data} --checkpoint_dir {small.NewPath()} --device cpu").Refusal(exitCode: 1);
        Assert.Contains(says, line);
        Assert.Contains("(a limit on the size of files is reached)", line);
    }

    [Theory]
    [InlineData("phantom --images 5 --seed 9 --data_dir {0}", 200)]
    [InlineData("prepare --source {1} --data_dir {0}", 200)]
    [InlineData("prepare --source {1} --data_dir {0} --compression gzip", 5)]
    public void Records_at_the_limit_leave_the_old_ones_as_they_were(string command, int kilobytes)
    {
        ShellScript.SkipWithoutBash();
        var (data, source) = (small.NewPath(), small.NewPath());
        Assert.Equal(0, FcnCommand.Run("phantom", "--format", "dicom", "--data_dir", source, "--images", "4").ExitCode);
        Assert.Equal(0, FcnCommand.Run("phantom", "--data_dir", data, "--images", "3").ExitCode);
        var before = Directory.GetFiles(data).Order().Select(path => (path, Convert.ToHexString(File.ReadAllBytes(path)))).ToArray();
        var line = ShellScript.Run($"ulimit -f {kilobytes}; $FCN {string.Format(null, command, data, source)}").Refusal(exitCode: 1);
        Assert.Contains("_images.tfrecords: cannot be written (a limit on the size of files is reached)", line);
        Assert.Equal(before, Directory.GetFiles(data).Order().Select(path => (path, Convert.ToHexString(File.ReadAllBytes(path)))));
    }

    [Theory]
    [InlineData("phantom --images 3 --data_dir {0}")]
    [InlineData("train --network fcn --data_dir {1} --checkpoint_dir {0} --device cpu")]
    [InlineData("inspect {1}/train_images.tfrecords")]
    public void A_full_standard_output_is_named(string command)
    {
        ShellScript.SkipWithoutBash();
        var line = ShellScript.Run($"$FCN {string.Format(null, command, small.NewPath(), small.Data)} > /dev/full").Refusal(exitCode: 1);
        Assert.Equal("standard output cannot be written (No space left on device); free some space or send it elsewhere", line);
    }

    [Fact]
    public void A_full_standard_error_stops_no_run_and_hides_no_exit_code()
    {
        ShellScript.SkipWithoutBash();
        var run = small.NewPath();
        var train = $"$FCN train --network fcn --data_dir {small.Data} --checkpoint_dir {run} --device cpu";
        var result = ShellScript.Run($"{train} 2> /dev/full || exit 9; {train} --learning_rate 7 2> /dev/full");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("OUTPUT: Done training for 1 epochs, 1 steps.", result.OutputLines);
    }

    [Theory]
    [InlineData("train --network fcn --data_dir {0} --device cpu --checkpoint_dir /dev/full", "/dev/full: cannot be used for a run (")]
    [InlineData("train --network fcn --data_dir {0} --device cpu --checkpoint_dir {1} --log_dir /dev/full", "/dev/full/train: cannot be written (")]
    [InlineData("phantom --images 3 --data_dir /dev/full", "cannot be written (")]
    public void A_device_for_a_folder_is_refused(string command, string says)
    {
        ShellScript.SkipWithoutBash();
        Assert.Contains(says, ShellScript.Run($"$FCN {string.Format(null, command, small.Data, small.NewPath())}").Refusal(exitCode: 1));
    }
}
