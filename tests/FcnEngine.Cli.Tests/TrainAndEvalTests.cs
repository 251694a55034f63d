using FcnEngine.Cli.Tests.Support;
using FcnEngine.Data.Images;

namespace FcnEngine.Cli.Tests;

public class TrainAndEvalTests(SmallData small) : IClassFixture<SmallData>
{
    private const string Time = @"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{6}";

    [Fact]
    public void Train_prints_the_labs_lines()
    {
        var result = FcnCommand.Run("train", "--network", "fcn", "--data_dir", small.Data, "--checkpoint_dir", small.NewPath(), "--num_epochs", "2", "--device", "cpu");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("DEBUG images shape (1, 256, 256, 1)", result.OutputLines[0]);
        Assert.Contains("DEBUG conv1_op shape (1, 128, 128, 100)", result.OutputLines);
        Assert.Contains("DEBUG upscore shape (1, 256, 256, 2)", result.OutputLines);
        Assert.Matches(@"^OUTPUT: Step 0: loss = \d\.\d{3} \(\d+\.\d{3} sec\)$", result.OutputLines[^2]);
        Assert.Equal("OUTPUT: Done training for 2 epochs, 2 steps.", result.OutputLines[^1]);
        Assert.Contains(result.ErrorLines, line => line.Contains(" epoch 2/2: mean loss ", StringComparison.Ordinal));
    }

    [Fact]
    public void Eval_prints_the_labs_lines()
    {
        var result = FcnCommand.Run("eval", "--network", "fcn", "--data_dir", small.Data, "--checkpoint_dir", small.Run, "--eval_data", "eval", "--device", "cpu");
        Assert.Equal(0, result.ExitCode);
        Assert.Matches($@"^OUTPUT: {Time}: accuracy = \d\.\d{{3}}$", result.OutputLines[^3]);
        Assert.Matches($@"^OUTPUT: {Time}: Dice metric = \d\.\d{{3}}$", result.OutputLines[^2]);
        Assert.Equal($"OUTPUT: 2 images evaluated from file {Path.Combine(small.Data, "val_images.tfrecords")}", result.OutputLines[^1]);
    }

    [Fact]
    public void Eval_of_the_training_part_writes_a_mask_for_each_image()
    {
        var masks = small.NewPath();
        var result = FcnCommand.Run("eval", "--data_dir", small.Data, "--checkpoint_dir", small.Run, "--eval_data", "train", "--masks", masks, "--device", "cpu");
        Assert.Equal($"OUTPUT: 1 images evaluated from file {Path.Combine(small.Data, "train_images.tfrecords")}", result.OutputLines[^1]);
        Assert.Equal(["0000.png"], Directory.EnumerateFiles(masks).Select(Path.GetFileName));
        var mask = PngReader.Read(Path.Combine(masks, "0000.png"));
        Assert.Equal((256, 256, 8), (mask.Height, mask.Width, mask.Depth));
        Assert.All(mask.Pixels, value => Assert.True(value is 0 or 255));
    }

    [Fact]
    public void A_finished_run_says_so_again_and_trains_no_more()
    {
        var before = File.ReadAllBytes(Path.Combine(small.Run, "model.safetensors"));
        var result = FcnCommand.Run("train", "--network", "fcn", "--data_dir", small.Data, "--checkpoint_dir", small.Run, "--device", "cpu");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["Resumed from step 1", "OUTPUT: Done training for 1 epochs, 1 steps."], result.OutputLines[^2..]);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(small.Run, "model.safetensors")));
    }

    [Fact]
    public void A_folder_with_a_run_of_other_settings_is_refused_naming_the_difference()
    {
        var result = FcnCommand.Run("train", "--network", "fcn", "--data_dir", small.Data, "--checkpoint_dir", small.Run, "--device", "cpu", "--learning_rate", "0.5");
        Assert.Contains("holds a run with learning_rate 0.01, not 0.5; ", result.Refusal(exitCode: 1));
    }

    [Fact]
    public void Cuda_without_a_card_is_refused()
    {
        Assert.SkipWhen(FcnCommand.Run("devices").OutputLines.Any(line => line.StartsWith("cuda:", StringComparison.Ordinal)), "this machine has a CUDA card");
        var line = FcnCommand.Run("train", "--network", "fcn", "--data_dir", small.Data, "--checkpoint_dir", small.NewPath(), "--device", "cuda").Refusal(exitCode: 1);
        Assert.StartsWith("--device cuda: ", line);
    }
}
