using System.Globalization;

namespace FcnEngine.Peers.Compare;

/// <summary>Lets a turn begin only while nobody else uses the processor: a comparison on a busy machine says nothing.</summary>
internal sealed class IdleGate
{
    private const double LargestLoad = 0.06;
    private const int WindowMilliseconds = 150;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The largest load, as a share of all cores, that a turn began with.</summary>
    public double Worst { get; private set; }

    /// <summary>Time spent waiting.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>Returns when a window was quiet.</summary>
    /// <exception cref="InvalidOperationException">The machine stays busy.</exception>
    public void Wait()
    {
        for (var waited = TimeSpan.Zero; ; waited += TimeSpan.FromMilliseconds(WindowMilliseconds))
        {
            var load = Load();
            if (load <= LargestLoad)
            {
                Worst = Math.Max(Worst, load);
                Waited += waited;
                return;
            }

            if (waited > Patience)
                throw new InvalidOperationException($"the processor stays {load:P0} busy with other work: stop it and run again");
        }
    }

    private static double Load()
    {
        var (busy, all) = Ticks();
        Thread.Sleep(WindowMilliseconds);
        var (busyAfter, allAfter) = Ticks();
        return (busyAfter - busy) / Math.Max(allAfter - all, 1.0);
    }

    /// <summary>From the first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal.</summary>
    private static (long Busy, long All) Ticks()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
            .Select(field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return (fields.Sum() - fields[3] - fields[4], fields.Sum());
    }
}
