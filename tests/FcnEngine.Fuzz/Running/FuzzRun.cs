using System.Diagnostics;
using FcnEngine.Fuzz.Mutation;

namespace FcnEngine.Fuzz.Running;

/// <summary>What a run over one format found.</summary>
internal sealed record FuzzResult(string Format, ulong Seed, int Mutants, int Accepted, IReadOnlyList<string> Faults, int FaultCount)
{
    public required TimeSpan Slowest { get; init; }

    public required long MostAllocated { get; init; }

    public required TimeSpan Duration { get; init; }
}

/// <summary>Makes mutants of one format and checks each; the same seed makes the same mutants on every machine.</summary>
internal static class FuzzRun
{
    private const int MostFaultsKept = 20;

    /// <param name="reached">Told the number of each mutant before it is parsed, so that a crash or a hang has a name.</param>
    public static FuzzResult Execute(IFuzzFormat format, int count, ulong seed, Action<int>? reached = null)
    {
        var began = Stopwatch.GetTimestamp();
        CheckSeeds(format);
        var faults = new List<string>();
        int accepted = 0, faultCount = 0;
        var slowest = TimeSpan.Zero;
        long most = 0;
        for (var index = 0; index < count; index++)
        {
            reached?.Invoke(index);
            var outcome = Bounds.Check(format, Mutator.Make(format, MutantPlan.Of(seed, index)));
            if (outcome.Accepted)
                accepted++;
            if (outcome.Fault is { } fault && ++faultCount <= MostFaultsKept)
                faults.Add($"{format.Name}, mutant {index} of seed {seed}: {fault}");
            // The first ones pay for the compiler.
            if (index >= 100 && outcome.Time > slowest)
                slowest = outcome.Time;
            most = Math.Max(most, outcome.Allocated);
        }
        return new FuzzResult(format.Name, seed, count, accepted, faults, faultCount)
        {
            Slowest = slowest,
            MostAllocated = most,
            Duration = Stopwatch.GetElapsedTime(began),
        };
    }

    // Mutants of a file that is refused as it is would test little.
    private static void CheckSeeds(IFuzzFormat format)
    {
        foreach (var seed in format.Seeds)
            format.Parse(format.Compose(seed));
    }
}
