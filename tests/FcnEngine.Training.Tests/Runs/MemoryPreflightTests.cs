using System.Globalization;
using System.Text.RegularExpressions;
using FcnEngine.Execution;
using FcnEngine.Testing.Checks;
using FcnEngine.Training.Events;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Runs;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Runs;

/// <summary>Runs on devices with less memory than they want.</summary>
public sealed partial class MemoryPreflightTests : IDisposable
{
    private const int Images = 40;

    private readonly TempFolder _folder = new();
    private readonly Device _cpu = SmallRun.OpenDevice();

    public MemoryPreflightTests() => SmallRun.WriteRecords(_folder.File("data"), train: Images, validation: 2);

    public void Dispose()
    {
        _cpu.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_run_that_cannot_fit_is_refused_before_it_reserves_anything_and_the_batch_size_it_names_fits()
    {
        var free = NeedOf(32).Total - 1;
        using var device = new BoundedDevice(_cpu, free);
        var refusal = Assert.Throws<RunException>(() => Train(device, batchSize: 32, "run"));
        Assert.Equal(0, device.Reserved);
        Assert.StartsWith($"--batch_size 32 needs 0.0", refusal.Message);
        Assert.Contains($" on {_cpu.Name}, which has 0.0", refusal.Message);
        // Nothing was begun: no checkpoint, only the log says why.
        Assert.False(File.Exists(_folder.File("run/model.safetensors")));
        Assert.Contains("--batch_size 32 needs", File.ReadAllText(_folder.File("run/run.log")));

        var fits = Named(refusal);
        Assert.InRange(fits, 16, 31);
        using var again = new BoundedDevice(_cpu, free);
        Assert.Equal(RunOutcome.Finished, Train(again, fits, "run").Outcome);
    }

    [Fact]
    public void Where_no_batch_size_fits_none_is_named()
    {
        using var device = new BoundedDevice(_cpu, NeedOf(1).Total - 1);
        var refusal = Assert.Throws<RunException>(() => Train(device, batchSize: 8, "run"));
        Assert.EndsWith("; no batch size would fit, so free some memory or choose another --device", refusal.Message);
    }

    [Fact]
    public void What_fits_to_the_byte_runs()
    {
        using var device = new BoundedDevice(_cpu, NeedOf(32).Total);
        Assert.Equal(RunOutcome.Finished, Train(device, batchSize: 32, "run").Outcome);
    }

    /// <summary>The device says it has room and has not, as when another process takes it in between; at whatever allocation that shows.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.9)]
    [InlineData(0.999)]
    public void Running_out_in_spite_of_it_is_one_line_that_names_what_would_fit(double share)
    {
        using var device = new BoundedDevice(_cpu, (long)(share * (NeedOf(32).Variables + NeedOf(32).Training + NeedOf(32).Inference)), claimed: long.MaxValue);
        var refusal = Assert.Throws<RunException>(() => Train(device, batchSize: 32, "run"));
        Assert.IsType<OutOfDeviceMemoryException>(refusal.InnerException);
        Assert.StartsWith($"{_cpu.Name} ran out of memory, though --batch_size 32 was to need ", refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void Running_out_names_a_batch_size_of_half_the_need()
    {
        using var device = new BoundedDevice(_cpu, 0, claimed: long.MaxValue);
        var preflight = new MemoryPreflight(device, size => new MemoryNeed(0, 0, 0) { Batches = size * 1_000_000_000L });
        var refusal = Assert.Throws<RunException>(() => preflight.Guard<int>(64, () => throw new OutOfDeviceMemoryException("cpu", 1, 0)));
        // 64 GB and the fixed reserve of 67 MB, of which half is 32.03 GB, hold 31 images and their reserve.
        Assert.Equal(31, Named(refusal));
    }

    [Fact]
    public void Evaluation_is_checked_too()
    {
        Train(_cpu, batchSize: 8, "run");
        using var device = new BoundedDevice(_cpu, 1 << 20);
        var options = new EvaluationOptions(_folder.File("run/model.safetensors"), _folder.File("data"), BatchSize: 2);
        // The checkpoint's small network is not one of the lab's, whose need is larger still.
        var refusal = Assert.Throws<RunException>(() => MemoryPreflight.OfEvaluation(SmallRun.Network, device, 2).Guard(options.BatchSize, () => 0));
        Assert.StartsWith("--batch_size 2 needs ", refusal.Message);
    }

    private static MemoryNeed NeedOf(int batchSize)
    {
        int[] sizes = Images % batchSize == 0 ? [batchSize] : [batchSize, Images % batchSize];
        // A loader has three batches of a float and a byte a pixel.
        return MemoryNeed.Of(SmallRun.Network, sizes, [1]) with { Batches = 15L * batchSize * SmallRun.Extent * SmallRun.Extent };
    }

    private static int Named(RunException refusal) => int.Parse(Fits().Match(refusal.Message).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    private RunEnded Train(Device device, int batchSize, string name)
    {
        var settings = SmallRun.Settings(_folder.File("data"), _folder.File(name)) with { BatchSize = batchSize, NumEpochs = 1, LogDir = "none" };
        return new TrainingRun(settings, device, new RunConsole(TextWriter.Null, TextWriter.Null)) { Network = SmallRun.Network }.Execute(fresh: false, CancellationToken.None);
    }

    [GeneratedRegex("; --batch_size ([0-9]+) would fit$")]
    private static partial Regex Fits();
}
