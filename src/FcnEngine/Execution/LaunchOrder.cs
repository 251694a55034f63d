using FcnEngine.Planning;

namespace FcnEngine.Execution;

/// <summary>A launch with the tensors of its plan step.</summary>
/// <param name="Step">Launches of one step follow one another.</param>
public sealed record BoundLaunch(Launch Launch, int Step, IReadOnlyList<DeviceTensor> Reads, IReadOnlyList<DeviceTensor> Writes)
{
    /// <summary>Whether the two give other results when they change places, or run at the same time.</summary>
    public bool ConflictsWith(BoundLaunch other) =>
        Step == other.Step || Overlap(Writes, other.Writes) || Overlap(Writes, other.Reads) || Overlap(Reads, other.Writes)
        || Launch.Exclusive.Any(other.Launch.Exclusive.Contains);

    /// <summary>The launches of a step that is bound to <paramref name="place"/>; an update writes the variable that it reads.</summary>
    public static IEnumerable<BoundLaunch> Of(PlanStep step, int number, IEnumerable<Launch> launches, Func<Graphs.Tensor, DeviceTensor> place)
    {
        DeviceTensor[] reads = [.. step.Inputs.Select(place)], writes = [.. step.Outputs.Select(place)];
        if (step.Overwritten is { } variable) writes = [.. writes, place(variable)];
        return launches.Select(launch => new BoundLaunch(launch, number, reads, writes));
    }

    private static bool Overlap(IReadOnlyList<DeviceTensor> left, IReadOnlyList<DeviceTensor> right) => left.Any(a => right.Any(b =>
        a.Memory == b.Memory && a.ByteOffset < b.ByteOffset + b.Type.ByteLength && b.ByteOffset < a.ByteOffset + a.Type.ByteLength));
}

/// <summary>
/// Which launches of a run must have ended before each begins: those whose bytes it reads or overwrites, and those that read what it
/// overwrites. What follows from other orders is left out. The fault flag orders nothing: any update may be the one that sets it.
/// </summary>
public static class LaunchOrder
{
    /// <summary>For each launch the earlier ones that it comes directly after.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> After(IReadOnlyList<BoundLaunch> launches)
    {
        var after = new List<IReadOnlyList<int>>();
        var before = new List<HashSet<int>>(); // all that end before launch i begins
        for (var i = 0; i < launches.Count; i++)
        {
            var direct = new List<int>();
            var all = new HashSet<int>();
            for (var j = i - 1; j >= 0; j--)
            {
                if (all.Contains(j) || !launches[i].ConflictsWith(launches[j])) continue;
                direct.Add(j);
                all.Add(j);
                all.UnionWith(before[j]);
            }

            direct.Reverse();
            after.Add(direct);
            before.Add(all);
        }

        return after;
    }

    /// <summary>Launches on the longest way through.</summary>
    public static int Depth(IReadOnlyList<IReadOnlyList<int>> after)
    {
        var depth = new int[after.Count];
        for (var i = 0; i < after.Count; i++) depth[i] = 1 + after[i].Select(j => depth[j]).DefaultIfEmpty(0).Max();
        return depth.DefaultIfEmpty(0).Max();
    }
}
