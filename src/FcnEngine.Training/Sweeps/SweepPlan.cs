namespace FcnEngine.Training.Sweeps;

/// <summary>A stretch of a sweep, after which settings are chosen: all trials of the settings still in it train up to an epoch.</summary>
/// <param name="Epochs">That epoch; null for each trial's own num_epochs.</param>
/// <param name="Settings">How many settings are in it.</param>
public sealed record SweepRung(int? Epochs, int Settings);

/// <summary>What a sweep does, decided before it begins; which settings pass a rung is all that its results decide.</summary>
/// <param name="Method">grid, random or halving.</param>
/// <param name="Columns">The settings that are named, in the order of the tables.</param>
/// <param name="Rungs">One, but for halving.</param>
/// <param name="Trials">Every trial in order.</param>
public sealed record SweepPlan(string Method, IReadOnlyList<string> Columns, IReadOnlyList<SweepRung> Rungs, IReadOnlyList<SweepTrial> Trials)
{
    /// <exception cref="RunException">There are too many trials.</exception>
    public static SweepPlan Of(SweepSpec spec)
    {
        var trials = TrialList.Of(spec);
        var settings = trials[^1].Setting + 1;
        return new SweepPlan(spec.Method.ToString().ToLowerInvariant(), [.. trials[0].Values.Keys], RungsOf(spec, settings, trials[0].Settings.NumEpochs), trials);
    }

    /// <summary>The epochs a trial trains up to in a rung.</summary>
    public int EpochsOf(SweepTrial trial, SweepRung rung) => rung.Epochs ?? trial.Settings.NumEpochs;

    /// <summary>
    /// The trials of the settings that are in a rung: in the first all of them, later those of highest mean Dice of the rung before.
    /// Null while a trial of the rung before has no result.
    /// </summary>
    public IReadOnlyList<SweepTrial>? Members(int rung, Func<SweepTrial, TrialResult?> results)
    {
        IReadOnlyList<SweepTrial> members = Trials;
        for (var passed = 0; passed < rung; passed++)
        {
            var scores = members.Select(trial => (Trial: trial, Score: results(trial)?.After(EpochsOf(trial, Rungs[passed])))).ToArray();
            if (scores.Any(member => member.Score is null)) return null;
            members = [.. scores.GroupBy(member => member.Trial.Setting)
                .OrderBy(group => group.Any(member => member.Score!.Failure is not null))
                .ThenByDescending(group => group.Average(member => member.Score!.Dice)).ThenBy(group => group.Key)
                .Take(Rungs[passed + 1].Settings).OrderBy(group => group.Key).SelectMany(group => group.Select(member => member.Trial))];
        }

        return members;
    }

    private static IReadOnlyList<SweepRung> RungsOf(SweepSpec spec, int settings, int epochs)
    {
        if (spec.Method != SweepMethod.Halving) return [new SweepRung(null, settings)];
        var rungs = new List<SweepRung>();
        for (long reached = spec.FirstEpochs; reached < epochs && settings > 1; reached *= spec.Factor)
        {
            rungs.Add(new SweepRung((int)reached, settings));
            settings = (settings + spec.Factor - 1) / spec.Factor;
        }

        return [.. rungs, new SweepRung(epochs, settings)];
    }
}
