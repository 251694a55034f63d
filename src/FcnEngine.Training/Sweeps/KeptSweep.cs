namespace FcnEngine.Training.Sweeps;

/// <summary>A sweep as its folder keeps it.</summary>
/// <param name="Plan">What it does.</param>
/// <param name="DataDir">The folder of the records, absolute.</param>
/// <param name="DataChecksum">Of the records; see <see cref="SweepFolder.ChecksumOf"/>.</param>
/// <param name="Versions">Engine, runtime, system, device and time, when it was begun.</param>
public sealed record KeptSweep(SweepPlan Plan, string DataDir, string DataChecksum, IReadOnlyDictionary<string, string> Versions)
{
    /// <summary>In what another sweep differs; null where it is the same. Folder and versions may differ.</summary>
    public string? Difference(KeptSweep other)
    {
        if (DataChecksum != other.DataChecksum) return "its records are others";
        if (Plan.Method != other.Plan.Method) return $"its method is {Plan.Method}";
        if (!Plan.Rungs.SequenceEqual(other.Plan.Rungs)) return "its epochs or choices are others";
        if (Plan.Trials.Count != other.Plan.Trials.Count) return $"it has {Plan.Trials.Count} trials, not {other.Plan.Trials.Count}";
        return Plan.Trials.Zip(other.Plan.Trials).Where(pair => pair.First.Label != pair.Second.Label)
            .Select(pair => $"its trial {pair.First.Index} is {pair.First.Label}, not {pair.Second.Label}").FirstOrDefault();
    }
}
