using System.Diagnostics;
using FcnEngine.CrashHarness.Checks;
using FcnEngine.CrashHarness.Subjects;
using FcnEngine.Training.Checkpoints;

namespace FcnEngine.CrashHarness.Killing;

/// <summary>Kills runs of one subject in a folder of its own, lets them go on, and holds them against one left alone.</summary>
internal sealed class Killer : IDisposable
{
    private const int KillsBesideTraining = 5;

    private static readonly SaveMoment[] s_moments = Enum.GetValues<SaveMoment>();

    private readonly Subject _subject;
    private readonly string _folder = Directory.CreateTempSubdirectory("fcn-kill-").FullName;
    private readonly Reference _reference;
    private int _runs;

    public Killer(Subject subject)
    {
        _subject = subject;
        subject.WriteRecords(Data);
        _reference = Reference.Of(subject, Data, Path.Combine(_folder, "reference"));
    }

    private string Data => Path.Combine(_folder, "data");

    /// <summary>
    /// Runs killed once to three times each until there were so many kills: one in <see cref="KillsBesideTraining"/> at a moment of a process's
    /// whole life, the others while it trains; evenly spread.
    /// </summary>
    public KillResult AtRandom(int kills, int seed)
    {
        var result = new KillResult(_subject.Description, "random moments") { End = _reference.End };
        var (random, began) = (new Random(seed), Stopwatch.GetTimestamp());
        var (start, training) = TimesOfOne();
        while (result.Kills < kills)
        {
            var run = NewRun();
            var saveEvery = _subject.SaveEvery[random.Next(_subject.SaveEvery.Count)];
            for (var left = 1 + random.Next(3); left > 0 && result.Kills < kills; left--)
            {
                using var life = new Life(_subject, Data, run, saveEvery);
                var anyTime = random.Next(KillsBesideTraining) == 0;
                if (!anyTime) life.WaitUntilItTrains();
                // One that has ended by itself goes on as the finished run it is.
                if (!life.KillAfter((anyTime ? start + training : training) * random.NextDouble())) break;
                if (Directory.Exists(run)) result.Killed(run, _reference.AtAnyMoment(run));
            }

            Finish(result, run, saveEvery);
        }

        result.Duration = Stopwatch.GetElapsedTime(began);
        return result;
    }

    /// <summary>One run, killed at every moment of each of its first saves, the one before the first step among them.</summary>
    /// <param name="saves">How many saves; the run is then left to end.</param>
    public KillResult AtEachMoment(int saves)
    {
        var result = new KillResult(_subject.Description, "each step of a save") { End = _reference.End };
        var (began, run, saveEvery) = (Stopwatch.GetTimestamp(), NewRun(), _subject.SaveEvery[0]);
        for (var save = 0; save < saves; save++)
        {
            // Once a save has become the newest, its last moment is out of reach for a life that goes on from it: the two take turns.
            var unreached = save % 2 == 0 ? SaveMoment.Pruned : SaveMoment.NewestReplaced;
            foreach (var moment in s_moments.Where(moment => moment != unreached))
            {
                // A life that begins at step 0 saves it once more.
                var number = save > 0 && NewestStep(run) == 0 ? 1 : 0;
                using var life = new Life(_subject, Data, run, saveEvery, ChildRun.Die, $"{moment}@{number}");
                if (life.WaitForEnd() != Life.Killed) result.Note($"save {save}", [$"did not die at {moment}: {life.Error}"]);
                result.Killed(run, _reference.AtAnyMoment(run));
            }
        }

        Finish(result, run, saveEvery);
        result.Duration = Stopwatch.GetElapsedTime(began);
        return result;
    }

    /// <summary>A finished run given up for a new one, killed at every moment of the new one's first save.</summary>
    public KillResult WhenBegunAnew()
    {
        var result = new KillResult(_subject.Description, "first save of --fresh") { End = _reference.End };
        var (began, run, saveEvery) = (Stopwatch.GetTimestamp(), NewRun(), _subject.SaveEvery[0]);
        Finish(result, run, saveEvery);
        foreach (var moment in s_moments)
        {
            using var life = new Life(_subject, Data, run, saveEvery, ChildRun.Fresh, "true", ChildRun.Die, $"{moment}@0");
            if (life.WaitForEnd() != Life.Killed) result.Note("--fresh", [$"did not die at {moment}: {life.Error}"]);
            // The curves of the run given up are void from the beginning of the new one on, before its first save.
            var faults = _reference.Checkpoints(run);
            result.Killed(run, NewestStep(run) is null ? [.. faults, "there is no checkpoint any more"] : faults);
        }

        Finish(result, run, saveEvery, ChildRun.Fresh, "true");
        result.Duration = Stopwatch.GetElapsedTime(began);
        return result;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string NewRun() => Path.Combine(_folder, $"run-{_runs++}");

    private void Finish(KillResult result, string run, string saveEvery, params IEnumerable<string> more)
    {
        using var life = new Life(_subject, Data, run, saveEvery, more);
        if (life.WaitForEnd() != 0) result.Note("the end", [life.Error]);
        else result.Ended(_reference.AtTheEnd(run));
    }

    /// <summary>How long a process takes until it trains, and from there to its end.</summary>
    private (TimeSpan Start, TimeSpan Training) TimesOfOne()
    {
        var began = Stopwatch.GetTimestamp();
        using var life = new Life(_subject, Data, NewRun(), _subject.SaveEvery[0]);
        life.WaitUntilItTrains();
        var trains = Stopwatch.GetTimestamp();
        life.WaitForEnd();
        return (Stopwatch.GetElapsedTime(began, trains), Stopwatch.GetElapsedTime(trains));
    }

    private static long? NewestStep(string run)
    {
        var newest = new CheckpointFolder(run).Newest;
        return File.Exists(newest) ? Checkpoint.Open(newest).Record.State.Step : null;
    }
}
