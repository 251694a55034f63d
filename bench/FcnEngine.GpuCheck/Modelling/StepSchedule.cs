namespace FcnEngine.GpuCheck.Modelling;

/// <summary>
/// The time of a whole graph: a kernel begins a node's latency after the last that it comes after, and kernels that run at the same time
/// slow one another down once they ask for more than the card has.
/// </summary>
internal static class StepSchedule
{
    /// <param name="kernels">In an order in which they may run.</param>
    /// <param name="after">For each the earlier ones it comes after.</param>
    /// <returns>When each begins and ends.</returns>
    public static (double Begin, double End)[] Simulate(IReadOnlyList<KernelTime> kernels, IReadOnlyList<IReadOnlyList<int>> after, CardRates card)
    {
        var times = new (double Begin, double End)[kernels.Count];
        var left = kernels.Select(kernel => kernel.Ns).ToArray();
        var ready = kernels.Select((_, i) => after[i].Count == 0 ? 0 : double.PositiveInfinity).ToArray();
        var done = new bool[kernels.Count];
        for (var now = 0.0; done.Contains(false);)
        {
            var running = Enumerable.Range(0, kernels.Count).Where(i => !done[i] && ready[i] <= now).ToArray();
            // A kernel that alone keeps a third of the card busy runs at full speed beside another that does.
            var wanted = running.Sum(i => Math.Min(1, kernels[i].BusyNs / kernels[i].Ns));
            var pace = 1 / Math.Max(1, wanted);
            var next = ready.Where((at, i) => !done[i] && at > now).Append(double.PositiveInfinity).Min();
            if (running.Length > 0) next = Math.Min(next, now + running.Min(i => left[i]) / pace);
            foreach (var i in running) left[i] -= (next - now) * pace;
            now = next;
            foreach (var i in running.Where(i => left[i] <= 1e-6))
            {
                done[i] = true;
                times[i].End = now;
            }

            for (var i = 0; i < kernels.Count; i++)
                if (!done[i] && double.IsInfinity(ready[i]) && after[i].All(j => done[j])) ready[i] = times[i].Begin = now + card.NodeNs;
        }

        return times;
    }
}
