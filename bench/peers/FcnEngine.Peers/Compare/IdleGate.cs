using System.Diagnostics;
using System.Globalization;

namespace FcnEngine.Peers.Compare;

/// <summary>
/// Lets a turn count only if nobody else used the processor: a comparison on a busy machine says nothing. It waits for a quiet moment,
/// or, where other work never ends, holds the cores that the turn leaves free (<see cref="HeldCores"/>); either way a turn in which
/// others took more than a few percent is taken again, and one that stays so is marked.
/// </summary>
internal sealed class IdleGate(bool hold)
{
    private const double LargestShare = 0.05;
    private const int WindowMilliseconds = 150, MostRepeats = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Turns taken again.</summary>
    public int Repeated { get; private set; }

    /// <summary>Runs <paramref name="turn"/> until one counts; returns the share that others had of the processor in it.</summary>
    /// <param name="worker">The process that does the work.</param>
    /// <param name="threads">Threads it works with.</param>
    /// <param name="turn">One turn; what it returns keeps its times.</param>
    public double Take(Process worker, int threads, Func<Action> turn)
    {
        for (var repeat = 0; ; repeat++)
        {
            if (!hold) WaitForQuiet();
            using var self = Process.GetCurrentProcess();
            var (busy, all) = Ticks();
            var own = Own(worker, self);
            Action keep;
            using (new HeldCores(hold ? Environment.ProcessorCount - threads : 0)) keep = turn();
            var (busyAfter, allAfter) = Ticks();
            var seconds = (busyAfter - busy) / 100.0 - (Own(worker, self) - own); // /proc/stat counts hundredths of a second
            var others = Math.Max(0, seconds / ((allAfter - all) / 100.0));
            if (others > LargestShare && repeat < MostRepeats)
            {
                Repeated++;
                continue;
            }

            keep();
            return others;
        }
    }

    private static void WaitForQuiet()
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += TimeSpan.FromMilliseconds(WindowMilliseconds))
        {
            var (busy, all) = Ticks();
            Thread.Sleep(WindowMilliseconds);
            var (busyAfter, allAfter) = Ticks();
            if (busyAfter - busy <= LargestShare * (allAfter - all)) return;
        }
    }

    private static double Own(Process worker, Process self)
    {
        worker.Refresh();
        self.Refresh();
        return (worker.TotalProcessorTime + self.TotalProcessorTime).TotalSeconds;
    }

    /// <summary>From the first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal.</summary>
    private static (long Busy, long All) Ticks()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
            .Select(field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return (fields.Sum() - fields[3] - fields[4], fields.Sum());
    }
}
