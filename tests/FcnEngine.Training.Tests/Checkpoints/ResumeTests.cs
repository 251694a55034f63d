using System.Security.Cryptography;
using FcnEngine.Data;
using FcnEngine.Data.Augmentation;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Events;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Runs;
using FcnEngine.Training.TensorBoard;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Checkpoints;

public sealed class ResumeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ResumeTests() => SmallRun.WriteRecords(_folder.File("data"), train: 5, validation: 2);

    public void Dispose() => _folder.Dispose();

    /// <summary>7 epochs of 3 steps, the last of 1 image; stopped after every step once: between epochs, within one, at the start of one.</summary>
    [Fact]
    public void A_run_stopped_after_any_step_ends_with_the_bytes_of_one_that_was_not()
    {
        var (whole, _) = Run("whole");
        for (var stopAfter = 1; stopAfter < 21; stopAfter++)
        {
            var name = $"stopped-{stopAfter}";
            var (_, stopped) = Run(name, stopAfter: stopAfter);
            Assert.Equal((RunOutcome.Stopped, stopAfter), (stopped.Ended!.Outcome, (int)stopped.Ended.State.Step));
            var (resumed, log) = Run(name);
            Assert.Equal($"started {stopAfter}", log.Names[0]);
            Assert.Equal(whole, resumed);
        }
    }

    [Fact]
    public void A_run_stopped_after_every_single_step_ends_with_the_same_bytes_and_the_same_events()
    {
        var (whole, expected) = Run("whole");
        var steps = new List<StepDone>();
        var means = new List<double>();
        var bytes = "";
        for (var i = 1; i <= 21; i++)
        {
            (bytes, var log) = Run("crumbs", stopAfter: i);
            steps.AddRange(log.Steps);
            means.AddRange(log.Epochs.Select(epoch => epoch.MeanLoss));
        }

        Assert.Equal(whole, bytes);
        Assert.Equal(expected.Steps.Select(step => (step.Step, step.Epoch, step.Batch, step.Loss, step.LearningRate)), steps.Select(step => (step.Step, step.Epoch, step.Batch, step.Loss, step.LearningRate)));
        Assert.Equal(expected.Epochs.Select(epoch => epoch.MeanLoss), means);
    }

    [Fact]
    public void An_augmented_run_stopped_within_an_epoch_ends_with_the_same_bytes_and_cannot_change_its_augmentation()
    {
        static RunSettings Augmented(RunSettings settings) => settings with { Augment = Augmentations.All, NumEpochs = 3 };
        var (whole, _) = Run("whole", Augmented);
        Run("stopped", Augmented, stopAfter: 4);
        Assert.Contains("holds a run with augment all, not none", Assert.Throws<DataException>(() => Run("stopped")).Message);
        Assert.Equal(whole, Run("stopped", Augmented).Bytes);
        Assert.NotEqual(whole, Run("plain", settings => settings with { NumEpochs = 3 }).Bytes);
    }

    /// <summary>Loss, rate and every figure of the evaluations, as the event files of all 21 processes together tell them.</summary>
    [Fact]
    public void An_augmented_run_stopped_after_every_single_step_has_the_same_curves_figures_and_bytes()
    {
        static RunSettings Augmented(RunSettings settings) => settings with { Augment = Augmentations.All };
        var (whole, _) = Run("whole", Augmented);
        var bytes = "";
        for (var i = 1; i <= 21; i++) bytes = Run("crumbs", Augmented, stopAfter: i).Bytes;
        Assert.Equal(whole, bytes);
        foreach (var part in new[] { RunLog.TrainRun, RunLog.EvalRun })
        {
            var expected = EventFileReader.ReadScalars(_folder.File($"whole/{RunLog.DefaultName}/{part}"));
            var actual = EventFileReader.ReadScalars(_folder.File($"crumbs/{RunLog.DefaultName}/{part}"));
            Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
            foreach (var (tag, curve) in expected)
            {
                if (tag == "images_per_second") Assert.Equal(curve.Select(point => point.Step), actual[tag].Select(point => point.Step));
                else Assert.Equal(curve, actual[tag]);
            }
        }

        Assert.Equal([2, 4, 6, 7], EventFileReader.ReadScalars(_folder.File($"crumbs/{RunLog.DefaultName}/{RunLog.EvalRun}"))["dice"].Select(point => point.Step));
    }

    [Fact]
    public void A_longer_run_goes_on_from_a_finished_one_as_if_it_had_been_meant()
    {
        var (whole, _) = Run("whole");
        Run("short", settings => settings with { NumEpochs = 3 });
        Assert.Equal(whole, Run("short").Bytes);
    }

    /// <summary>A setting that must stay, a value that it has not in these runs, and how the refusal tells it.</summary>
    public static TheoryData<string, string, string> Fixed { get; } = new()
    {
        { "network", "fc", "holds a run with network fcn, not fc" },
        { "learning_rate", "0.25", "holds a run with learning_rate 0.5, not 0.25" },
        { "decay_rate", "0.25", "holds a run with decay_rate 0.5, not 0.25" },
        { "decay_steps", "9", "holds a run with decay_steps 8, not 9" },
        { "batch_size", "1", "holds a run with batch_size 2, not 1" },
        { "seed", "4", "holds a run with seed 3, not 4" },
        { "biases", "true", "holds a run with biases false, not true" },
        { "augment", "flip", "holds a run with augment none, not flip" },
        { "precision", "tf32", "holds a run with precision fp32, not tf32" },
    };

    /// <summary>A setting that may change in the middle of a run without changing what it learns, and another value; # stands for the test's folder.</summary>
    public static TheoryData<string, string> Changeable { get; } = new()
    {
        { "data_dir", "#/moved" },
        { "checkpoint_dir", "#/elsewhere" },
        { "num_epochs", "8" },
        { "device", "cpu" },
        { "tuning_file", "none" },
        { "threads", "2" },
        { "save_every", "1" },
        { "keep", "1" },
        { "eval_every", "0" },
        { "patience", "1000" },
        { "on_nan", "retry" },
        { "log_dir", "none" },
    };

    [Fact]
    public void Every_setting_is_tried()
    {
        Assert.Equal(SettingTable.All.Where(setting => !setting.MayChange).Select(setting => setting.Name).Order(), Fixed.Select(row => row.Data.Item1).Order());
        Assert.Equal(SettingTable.All.Where(setting => setting.MayChange).Select(setting => setting.Name).Order(), Changeable.Select(row => row.Data.Item1).Order());
    }

    /// <summary>Changed after 4 steps: the run goes on from there, and its losses are those of a run that was never changed.</summary>
    [Theory]
    [MemberData(nameof(Changeable))]
    public void What_may_change_changes_nothing_that_is_learnt(string name, string value)
    {
        var (_, expected) = Run("whole", settings => settings with { NumEpochs = 8 });
        Run("run", stopAfter: 4);
        SmallRun.WriteRecords(_folder.File("moved"), train: 5, validation: 2);
        value = value.Replace("#", _folder.Path, StringComparison.Ordinal);
        var folder = name == "checkpoint_dir" ? "elsewhere" : "run";
        if (folder != "run") Directory.Move(_folder.File("run"), _folder.File(folder));
        var (_, log) = Run(folder, settings => SettingTable.Find(name).With(settings, value));
        Assert.Equal("started 4", log.Names[0]);
        Assert.Equal(RunOutcome.Finished, log.Ended!.Outcome);
        Assert.Equal(name == "num_epochs" ? 24 : 21, log.Ended.State.Step);
        Assert.Equal(expected.Steps.Skip(4).Take(log.Steps.Count).Select(step => (step.Step, step.Loss)), log.Steps.Select(step => (step.Step, step.Loss)));
    }

    [Theory]
    [InlineData(7, 0)]
    [InlineData(100, 4)]
    public void A_run_that_is_done_says_so_again_and_trains_no_more_whatever_ended_it(int epochs, int patience)
    {
        RunSettings Adjusted(RunSettings settings) => settings with { NumEpochs = epochs, Patience = patience };
        var (bytes, first) = Run("run", Adjusted);
        using var output = new StringWriter();
        var (again, log) = Run("run", Adjusted, output: output);
        Assert.Equal((bytes, 0), (again, log.Steps.Count));
        Assert.EndsWith($"OUTPUT: Done training for {first.Ended!.State.Epoch} epochs, {first.Ended.State.Step} steps.", output.ToString().TrimEnd());
        Assert.InRange(first.Ended.State.Epoch, 5, 99);
    }

    [Theory]
    [MemberData(nameof(Fixed))]
    public void Another_setting_is_refused_by_name(string name, string value, string problem)
    {
        Run("run");
        var refusal = Assert.Throws<DataException>(() => Run("run", settings => SettingTable.Find(name).With(settings, value)));
        Assert.Contains(problem, refusal.Message);
        Assert.EndsWith("or begin anew with --fresh", refusal.Message);
    }

    [Fact]
    public void Other_training_images_are_refused()
    {
        Run("run");
        SmallRun.WriteRecords(_folder.File("data"), train: 4, validation: 2);
        Assert.Contains("holds a run with other training images", Assert.Throws<DataException>(() => Run("run")).Message);
    }

    [Fact]
    public void A_damaged_newest_checkpoint_gives_way_to_the_one_before_and_the_end_is_the_same()
    {
        var (whole, _) = Run("whole");
        Run("run", settings => settings with { SaveEvery = SaveInterval.Parse("5") }, stopAfter: 12);
        // The newest and its step are one file with two names.
        var newest = _folder.File("run/model.safetensors");
        var bytes = File.ReadAllBytes(newest);
        bytes[^1] ^= 1;
        File.WriteAllBytes(newest, bytes);
        var (end, log) = Run("run");
        Assert.Equal("started 10", log.Names[0]);
        Assert.Equal(whole, end);
    }

    /// <summary>No save comes any more that would make it whole again.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_finished_run_whose_newest_checkpoint_is_damaged_or_gone_gets_it_back(bool isGone)
    {
        var (whole, _) = Run("run");
        var newest = _folder.File("run/model.safetensors");
        var bytes = File.ReadAllBytes(newest);
        File.Delete(newest);
        bytes[^1] ^= 1;
        if (!isGone) File.WriteAllBytes(newest, bytes);
        var (again, log) = Run("run");
        Assert.Equal((whole, 0), (again, log.Steps.Count));
    }

    [Fact]
    public void Fresh_gives_up_the_old_run()
    {
        Run("run", settings => settings with { NumEpochs = 20 });
        var (whole, _) = Run("whole");
        Assert.Equal(whole, Run("run", fresh: true).Bytes);
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder.File("run")), file => file.Contains("00000060", StringComparison.Ordinal));
    }

    /// <summary>Its checksums are right, for whoever writes a checkpoint can compute them; what it says of its run cannot be.</summary>
    [Theory]
    [InlineData(10, 3, 2, "says it has done 10 steps at epoch 3, batch 2")]
    [InlineData(15, 3, 6, "says it has done 15 steps at epoch 3, batch 6")]
    [InlineData(3L * int.MaxValue, int.MaxValue, 0, "says it has done 6442450941 steps")]
    public void A_state_that_the_run_cannot_have_is_refused(long step, int epoch, int batch, string problem) =>
        Assert.Contains(problem, RefusalOf(state => state with { Step = step, Epoch = epoch, Batch = batch }));

    [Theory]
    [InlineData(1, 1.5, 2, "says its best Dice is 1.5 at step 2, of 3 steps")]
    [InlineData(1, 0.5, 4, "says its best Dice is 0.5 at step 4, of 3 steps")]
    [InlineData(-1, 0.5, 3, "says it trains with -1 of the schedule's rate")]
    [InlineData(0, 0.5, 3, "says it trains with 0 of the schedule's rate")]
    [InlineData(1e300, 0.5, 3, "says it trains with 1E+300 of the schedule's rate")]
    [InlineData(1 / 128.0, 0.5, 3, "says it trains with 0.0078125 of the schedule's rate")]
    public void A_rate_or_a_best_that_the_run_cannot_have_is_refused(double scale, double bestDice, long bestStep, string problem) =>
        Assert.Contains(problem, RefusalOf(state => state with { RateScale = scale, BestDice = bestDice, BestStep = bestStep }));

    /// <summary>Why a run of 3 steps does not go on whose newest checkpoint says something else of them.</summary>
    private string RefusalOf(Func<RunState, RunState> change)
    {
        Run("run", settings => settings with { NumEpochs = 1 });
        var newest = Checkpoint.Open(_folder.File("run/model.safetensors")).Record;
        using (var device = SmallRun.OpenDevice())
        using (var model = new Execution.Model(SmallRun.Network, device))
            CheckpointWriter.Write(_folder.File("run/model.safetensors"), model.Variables, newest with { State = change(newest.State) });
        return Assert.Throws<DataException>(() => Run("run")).Message;
    }

    private (string Bytes, EventLog Log) Run(string name, Func<RunSettings, RunSettings>? adjust = null, int? stopAfter = null, bool fresh = false, TextWriter? output = null)
    {
        using var stop = new CancellationTokenSource();
        var log = new EventLog { OnStep = step => { if (step.Step + 1 == stopAfter) stop.Cancel(); } };
        var settings = SmallRun.Settings(_folder.File("data"), _folder.File(name));
        using var device = SmallRun.OpenDevice();
        var run = new TrainingRun(adjust?.Invoke(settings) ?? settings, device, new RunConsole(output ?? TextWriter.Null, TextWriter.Null)) { Network = SmallRun.Network, Observers = [log] };
        run.Execute(fresh, stop.Token);
        return (Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(_folder.File($"{name}/{CheckpointFolder.NewestName}")))), log);
    }
}
