using FcnEngine.Training.Configuration;
using FcnEngine.Training.Events;
using FcnEngine.Training.TensorBoard;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Storage;

/// <summary>A clock that was set back, while a run was down or while it ran, changes neither weights nor curves nor the time between saves.</summary>
public sealed class ClockTests : IDisposable
{
    private readonly StoredRun _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public void A_clock_set_back_while_the_run_was_down_changes_neither_weights_nor_curves()
    {
        _runs.Train("whole");
        var clock = new WallClock();
        // Each life begins a day before the last one, and does some steps again that the one before had told of.
        for (var life = 0; life < 4; life++)
        {
            Cut("run", steps: 5, clock);
            clock.Now -= TimeSpan.FromDays(1);
        }

        _runs.Train("run", time: clock);
        Assert.Equal(_runs.Checksums("whole")["model.safetensors"], _runs.Checksums("run")["model.safetensors"]);
        foreach (var part in new[] { RunLog.TrainRun, RunLog.EvalRun })
        {
            var (expected, actual) = (Curves("whole", part), Curves("run", part));
            Assert.Equal(expected.Keys, actual.Keys);
            foreach (var tag in expected.Keys.Where(tag => tag != "images_per_second")) Assert.Equal(expected[tag], actual[tag]);
        }
    }

    [Fact]
    public void A_clock_set_back_during_a_run_does_not_hold_up_its_saves()
    {
        var (clock, log) = (new WallClock(), new EventLog { OnStep = _ => { } });
        var observer = new Listener
        {
            // A step takes ten seconds of the counter; the wall clock loses an hour with each.
            OnStep = () =>
            {
                clock.Elapsed += TimeSpan.FromSeconds(10);
                clock.Now -= TimeSpan.FromHours(1);
            },
        };
        _runs.Train("run", time: clock, observer: observer, adjust: settings => settings with { SaveEvery = SaveInterval.Parse("30s"), EvalEvery = 0 });
        // The clock starts at the first step, and again with each save: after steps 4, 7, 10, .. 19, and at the end.
        Assert.Equal([0, 4, 7, 10, 13, 16, 19, 21], observer.Saves);
    }

    /// <summary>As a kill does: nothing is saved at the end, and the event files tell of steps that no checkpoint has.</summary>
    private void Cut(string name, int steps, WallClock clock)
    {
        var observer = new Listener { OnStep = () => { if (--steps < 0) throw new OperationCanceledException(); } };
        Assert.Throws<OperationCanceledException>(() => _runs.Train(name, time: clock, observer: observer));
    }

    private IReadOnlyDictionary<string, IReadOnlyList<CurvePoint>> Curves(string name, string part) =>
        EventFileReader.ReadScalars(Path.Combine(_runs.Folder(name), RunLog.DefaultName, part));

    private sealed class Listener : ITrainingObserver
    {
        public required Action OnStep { get; init; }

        public List<long> Saves { get; } = [];

        public void StepDone(in StepDone step) => OnStep();

        public void CheckpointSaved(CheckpointSaved saved) => Saves.Add(saved.Step);
    }

    /// <summary>A wall clock and a counter of elapsed time that move apart.</summary>
    private sealed class WallClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Elapsed.Ticks;
    }
}
