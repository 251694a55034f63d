using System.Security.Cryptography;
using FcnEngine.Data;
using FcnEngine.Data.Records;
using FcnEngine.Execution;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Events;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Runs;
using FcnEngine.Training.TensorBoard;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Runs;

/// <summary>Whole runs that meet a value which is not finite: what they tell, keep and never save, and how they go back.</summary>
public sealed class FaultRunTests : IDisposable
{
    /// <summary>A rate that fails, and still fails when it is halved, and holds when it is halved once more.</summary>
    private const double WildRate = 65536;

    private readonly TempFolder _folder = new();

    public FaultRunTests() => SmallRun.WriteRecords(_folder.File("data"), train: 5, validation: 2);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_ends_at_the_step_names_the_node_and_keeps_the_batch_but_not_the_weights()
    {
        var fault = Assert.Throws<NotFiniteException>(() => Run("run", settings => settings with { LearningRate = 1e20, RetriesFaults = false, SaveEvery = SaveInterval.Parse("1") }));
        Assert.Equal(1, fault.Met.Step);
        Assert.Equal((FaultPlace.Value, "Conv3/conv3_op"), (fault.Origin!.Place, fault.Origin.Node));
        var batch = _folder.File("run/fault-step-00000001.tfrecords");
        Assert.StartsWith("step 1: the update of ", fault.Message);
        Assert.EndsWith($"; the node Conv3/conv3_op has the first such value, Infinity at {fault.Origin.Index}; the frames of its batch are in {batch}, which fcn inspect shows; try a smaller --learning_rate, or --on_nan retry", fault.Message);
        var frames = SmallRun.Discs(5);
        Assert.Equal(fault.SampleIndices.Select(index => frames[index].Name), RecordFile.Read(batch, null).Select(sample => sample.Name));
        Assert.StartsWith($"{batch}: 2 records", Data.Inspection.Inspection.Of(batch).Lines[0]);

        // Opening a checkpoint checks that its weights are finite.
        Assert.Equal([1, 0], new CheckpointFolder(_folder.File("run")).Steps());
        Assert.Equal(1, Checkpoint.Open(_folder.File("run/model.safetensors")).Record.State.Step);
        Assert.Contains("step 1: the update of ", File.ReadAllLines(_folder.File("run/run.log"))[^1]);
    }

    [Fact]
    public void A_run_goes_back_with_half_the_rate_until_it_holds_and_tells_so()
    {
        var (_, log) = Run("run");
        Assert.Equal((RunOutcome.Finished, 21, 0.25), (log.Ended!.Outcome, (int)log.Ended.State.Step, log.Ended.State.RateScale));
        Assert.Equal(2, log.Names.Count(name => name == "ended Retreated"));
        var lines = File.ReadAllLines(_folder.File("run/run.log"));
        Assert.Equal(2, lines.Count(line => line.Contains("warning: step ", StringComparison.Ordinal)));
        Assert.Single(lines, line => line.Contains("warning: back to step ", StringComparison.Ordinal) && line.EndsWith("with 0.5 of the schedule's rate, retreat 1 of 6", StringComparison.Ordinal));
        Assert.Single(lines, line => line.EndsWith("with 0.25 of the schedule's rate, retreat 2 of 6", StringComparison.Ordinal));
        // The last step has had two decays and two halvings.
        Assert.Equal((float)(WildRate * 0.25 * 0.25), log.Steps[^1].LearningRate);
        Assert.Equal(0.25, Checkpoint.Open(_folder.File("run/model.safetensors")).Record.State.RateScale);
    }

    [Fact]
    public void Event_files_tell_each_step_once_after_a_retreat()
    {
        var (_, log) = Run("run");
        var losses = EventFileReader.ReadScalars(_folder.File("run/logs/train"))["loss"];
        Assert.Equal(Enumerable.Range(0, 21).Select(step => (long)step), losses.Select(point => point.Step));
        Assert.Equal(log.Steps.GroupBy(step => step.Step).OrderBy(steps => steps.Key).Select(steps => steps.Last().Loss), losses.Select(point => (float)point.Value));
    }

    /// <summary>Stopped after each step the run ever takes, before, between and after the retreats.</summary>
    [Fact]
    public void A_run_that_goes_back_ends_with_the_same_bytes_wherever_it_is_stopped()
    {
        var (whole, expected) = Run("whole");
        for (var after = 1; after < expected.Steps.Count; after++)
        {
            var name = $"stopped-{after}";
            Run(name, stopAfter: after);
            var (bytes, _) = Run(name);
            Assert.True(whole == bytes, $"stopped after {after} of {expected.Steps.Count} steps the run ends otherwise");
        }
    }

    [Fact]
    public void A_run_gives_up_after_so_many_retreats()
    {
        var fault = Assert.Throws<NotFiniteException>(() => Run("run", settings => settings with { LearningRate = 1e20 }));
        Assert.EndsWith("try a smaller --learning_rate, the run has gone back 6 of 6 times", fault.Message);
        Assert.Equal(Math.Pow(0.5, 6), Checkpoint.Open(_folder.File("run/model.safetensors")).Record.State.RateScale);
        // It stays where it is: the same command fails the same way, and at once.
        Assert.Equal(fault.Message, Assert.Throws<NotFiniteException>(() => Run("run", settings => settings with { LearningRate = 1e20 })).Message);
    }

    [Fact]
    public void A_checkpoint_with_a_weight_that_is_not_finite_is_not_taken()
    {
        using (var device = SmallRun.OpenDevice())
        using (var model = new Model(SmallRun.Network, device))
        {
            model.Variables.Write("Conv1/W_conv1", (_, values) => values.Fill(float.NaN));
            CheckpointWriter.Write(_folder.File("nan.safetensors"), model.Variables, new CheckpointRecord("fcn", RunState.Start, RunResumption.Fixed(new RunSettings()), ""));
        }

        Assert.Contains("holds NaN in Conv1/W_conv1", Assert.Throws<DataException>(() => Checkpoint.Open(_folder.File("nan.safetensors"))).Message);
    }

    /// <summary>Files of the steps 2, 4 and 5, of which the last was left by a stop, for the run is saved every 2 steps.</summary>
    [Theory]
    [InlineData(1, 5, 4)]
    [InlineData(0.5, 5, 2)]
    [InlineData(0.25, 5, 2)]
    [InlineData(1, 4, 4)]
    [InlineData(1, 3, 2)]
    [InlineData(1, 1, 5)]
    public void Where_to_go_back_to_follows_from_the_files(double rate, long faultStep, int step)
    {
        var folder = new CheckpointFolder(Directory.CreateDirectory(_folder.File("run")).FullName);
        using var device = SmallRun.OpenDevice();
        using var model = new Model(SmallRun.Network, device);
        foreach (var at in new[] { 2, 4, 5 }) Save(folder.OfStep(at), at);
        Save(folder.Newest, 5);
        var back = RunRetreat.Back(folder, model, RunState.Start with { Step = 5, RateScale = rate }, faultStep, SaveInterval.Parse("2"), text => Assert.Fail(text));
        Assert.Equal((step, rate / 2), (back.Step, back.RateScale));
        Assert.Equal((float)step, model.Variables.ReadAll("Conv1/W_conv1")[0]);

        void Save(string path, long at)
        {
            model.Variables.Write("Conv1/W_conv1", (_, values) => values.Fill(at));
            CheckpointWriter.Write(path, model.Variables, new CheckpointRecord("fcn", RunState.Start with { Step = at, RateScale = rate }, RunResumption.Fixed(new RunSettings()), ""));
        }
    }

    /// <summary>3 kept of every 2 steps; stops after 5 and 7 leave files that push none of them out and go with the next save.</summary>
    [Fact]
    public void What_a_stop_leaves_counts_for_nothing()
    {
        static RunSettings Calm(RunSettings settings) => settings with { LearningRate = 0.1, EvalEvery = 0 };
        Run("run", Calm, stopAfter: 7);
        Assert.Equal([7, 6, 4, 2], new CheckpointFolder(_folder.File("run")).Steps());
        Run("run", Calm, stopAfter: 9);
        Assert.Equal([9, 8, 6, 4], new CheckpointFolder(_folder.File("run")).Steps());
        Run("run", Calm);
        Assert.Equal([21, 20, 18, 16], new CheckpointFolder(_folder.File("run")).Steps());
    }

    private (string Bytes, EventLog Log) Run(string name, Func<RunSettings, RunSettings>? adjust = null, int? stopAfter = null)
    {
        using var stop = new CancellationTokenSource();
        var log = new EventLog { OnStep = step => { if (step.Step + 1 == stopAfter) stop.Cancel(); } };
        var settings = SmallRun.Settings(_folder.File("data"), _folder.File(name)) with { LearningRate = WildRate, RetriesFaults = true, SaveEvery = SaveInterval.Parse("2") };
        using var device = SmallRun.OpenDevice();
        new TrainingRun(adjust?.Invoke(settings) ?? settings, device, new RunConsole(TextWriter.Null, TextWriter.Null)) { Network = SmallRun.Network, Observers = [log] }.Execute(fresh: false, stop.Token);
        return (Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(_folder.File($"{name}/{CheckpointFolder.NewestName}")))), log);
    }
}
