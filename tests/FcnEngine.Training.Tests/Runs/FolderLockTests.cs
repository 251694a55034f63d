using FcnEngine.Data;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Runs;
using FcnEngine.Training.Sweeps;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Runs;

public sealed class FolderLockTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_is_taken_once_and_who_has_it_is_told()
    {
        var run = _folder.File("run");
        using (FolderLock.Take(run, new FixedTime(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero))))
        {
            var refusal = Assert.Throws<DataException>(() => FolderLock.Take(run));
            Assert.Equal($"{run}: is in use by process {Environment.ProcessId} on {Environment.MachineName} since 2026-05-04 03:02:01 UTC; wait until that run has ended, or choose another --checkpoint_dir", refusal.Message);
        }

        FolderLock.Take(run).Dispose();
    }

    [Fact]
    public void What_a_killed_process_leaves_locks_nothing()
    {
        var run = Directory.CreateDirectory(_folder.File("run")).FullName;
        File.WriteAllText(Path.Combine(run, ".lock"), "");
        File.WriteAllText(Path.Combine(run, ".lock-holder"), "process 1 on elsewhere since 2020-01-01 00:00:00 UTC");
        FolderLock.Take(run).Dispose();
        Assert.StartsWith($"process {Environment.ProcessId} on ", File.ReadAllText(Path.Combine(run, ".lock-holder")));
    }

    /// <summary>A file in the place of the folder is no lock: nobody is told to wait for it.</summary>
    [Fact]
    public void A_folder_that_cannot_be_made_is_not_one_that_is_taken()
    {
        File.WriteAllText(_folder.File("file"), "");
        Assert.Contains("cannot be used for a run", Assert.Throws<DataException>(() => FolderLock.Take(_folder.File("file"))).Message);
        Assert.Contains("cannot be used for a run", Assert.Throws<DataException>(() => FolderLock.TryTake(_folder.File("file"), "lock")).Message);
    }

    /// <summary>A run under way has a save that is not renamed yet; another one must find the lock before it clears such files away.</summary>
    [Fact]
    public void A_run_in_a_taken_folder_is_refused_and_touches_nothing()
    {
        SmallRun.WriteRecords(_folder.File("data"), train: 2, validation: 1);
        var run = _folder.File("run");
        using var taken = FolderLock.Take(run);
        File.WriteAllText(Path.Combine(run, ".fcn-0123.part"), "half a checkpoint");
        var before = Directory.GetFiles(run).Order();
        using var device = SmallRun.OpenDevice();
        var second = new TrainingRun(SmallRun.Settings(_folder.File("data"), run), device, new RunConsole(TextWriter.Null, TextWriter.Null)) { Network = SmallRun.Network };
        Assert.Contains("is in use by process", Assert.Throws<DataException>(() => second.Execute(fresh: true, CancellationToken.None)).Message);
        Assert.Equal(before, Directory.GetFiles(run).Order());
    }

    [Fact]
    public void A_claimed_trial_is_claimed_once_and_its_run_can_still_take_its_folder()
    {
        var (sweep, trial) = (new SweepFolder(_folder.File("sweep")), new SweepTrial(0, 0, 1, new Dictionary<string, string>()));
        using (var claim = sweep.Claim(trial))
        {
            Assert.NotNull(claim);
            Assert.Null(sweep.Claim(trial));
            FolderLock.Take(sweep.FolderOf(0)).Dispose();
        }

        using var again = sweep.Claim(trial);
        Assert.NotNull(again);
    }
}
