using FcnEngine.Data;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.TensorBoard;

namespace FcnEngine.Training.Tests.Storage;

/// <summary>A disk that is full at one write of a save, whichever: one line, the old files untouched, and the run goes on to the same bytes.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly StoredRun _runs = new();

    public void Dispose() => _runs.Dispose();

    [Theory]
    [InlineData(nameof(Refusal.Whole))]
    [InlineData(nameof(Refusal.AfterHalf))]
    [InlineData(nameof(Refusal.Silent))]
    public void Every_write_of_a_save_may_fail(string name)
    {
        var refusal = Enum.Parse<Refusal>(name);
        _runs.Train("whole");
        _runs.Train("begun", stopAfter: 10);
        var (before, end) = (_runs.Checksums("begun"), _runs.Checksums("whole")["model.safetensors"]);
        var failing = 0;
        for (var reached = true; reached; failing++)
        {
            var run = $"{name}-{failing}";
            _runs.Copy("begun", run);
            var at = failing;
            FullDisk? disk = null;
            var message = Failure(() => _runs.Train(run, probe: new SaveProbe(Wrap: file => disk is null ? disk = new FullDisk(file, at, refusal) : file)));
            reached = disk!.Writes > at;
            if (!reached) continue;
            // The last write is the header over what was kept free for it. Half of that, and nobody says so, shows when the file is read; the run goes on.
            if (message is null)
            {
                Assert.Equal((Refusal.Silent, 7), (refusal, at));
                Assert.Equal(end, _runs.Checksums(run)["model.safetensors"]);
                continue;
            }

            Assert.StartsWith(Path.Combine(_runs.Folder(run), "step-00000012.safetensors: cannot be written ("), message);
            Assert.Contains(refusal == Refusal.Silent ? "the disk took" : "No space left on device", message);
            Assert.DoesNotContain('\n', message);
            Assert.Equal(before, _runs.Checksums(run));
            _runs.Train(run);
            Assert.Equal(end, _runs.Checksums(run)["model.safetensors"]);
        }

        // Length and JSON, six tensors, and the header once more.
        Assert.Equal(8 + 1, failing);
    }

    [Fact]
    public void A_new_run_that_cannot_be_saved_does_not_begin_and_begins_once_it_can()
    {
        _runs.Train("whole");
        var message = Failure(() => _runs.Train("run", probe: new SaveProbe(Wrap: file => new FullDisk(file, 0, Refusal.AfterHalf))));
        Assert.Contains("step-00000000.safetensors: cannot be written (No space left on device)", message);
        Assert.Empty(_runs.Checksums("run"));
        _runs.Train("run");
        Assert.Equal(_runs.Checksums("whole")["model.safetensors"], _runs.Checksums("run")["model.safetensors"]);
    }

    [Theory]
    [InlineData(nameof(Refusal.Whole))]
    [InlineData(nameof(Refusal.AfterHalf))]
    public void An_event_file_that_takes_no_more_is_named(string name)
    {
        using var disk = new FullDisk(new MemoryStream(), 2, Enum.Parse<Refusal>(name));
        using var file = new EventFileWriter(disk, "logs/events", TimeProvider.System);
        file.Write(0, SummaryValue.Scalar("loss", 1));
        var message = Failure(() => file.Write(1, SummaryValue.Scalar("loss", 1)));
        Assert.Equal("logs/events: cannot be written (No space left on device); check the disk, or choose another --log_dir", message);
    }

    private static string? Failure(Action write)
    {
        try
        {
            write();
            return null;
        }
        catch (DataException refusal)
        {
            return refusal.Message;
        }
    }
}
