namespace FcnEngine.GpuCheck.Modelling;

/// <summary>What a kernel asks of a card.</summary>
/// <param name="Name">Of its launch.</param>
/// <param name="Blocks">Of the grid, each of so many warps; so many fit on a multiprocessor at once.</param>
/// <param name="Products"><c>mma</c> instructions of one warp.</param>
/// <param name="Instructions">Of one warp.</param>
/// <param name="SharedClocks">Clocks of shared memory's port that one warp takes.</param>
/// <param name="CacheBytes">Read from and written to the second-level cache by all blocks.</param>
/// <param name="MemoryBytes">Read and written beyond the cache.</param>
/// <param name="SerialNs">What a block takes at least: loads that wait for one another.</param>
/// <param name="TailNs">After the last block has multiplied: the sum over the blocks of a tile.</param>
internal sealed record KernelWork(
    string Name, double Blocks, int Warps, int Resident, double Products, double Instructions, double SharedClocks, double CacheBytes, double MemoryBytes,
    double SerialNs, double TailNs)
{
    /// <summary>The time alone on a card, and what takes it.</summary>
    public KernelTime On(CardRates card)
    {
        // The blocks of the busiest multiprocessor, so many at once; warps that share a scheduler take turns.
        double turns = 0, rounds = 0;
        var most = Math.Ceiling(Blocks / card.Multiprocessors);
        for (var left = most; left > 0; left -= Resident)
        {
            turns += Math.Ceiling(Math.Min(left, Resident) * Warps / 4);
            rounds++;
        }

        var all = new (string Name, double Ns, double Evenly)[]
        {
            ("tensor cores", turns * Products * card.TensorNs, Spread(Products * card.TensorNs)),
            ("instructions", turns * Instructions / card.Gigahertz, Spread(Instructions / card.Gigahertz)),
            ("shared memory", most * Warps * SharedClocks / card.Gigahertz, Blocks * Warps * SharedClocks / card.Gigahertz / card.Multiprocessors),
            ("cache", CacheBytes / card.CacheBytesPerNs, CacheBytes / card.CacheBytesPerNs),
            ("memory", MemoryBytes / card.MemoryBytesPerNs, MemoryBytes / card.MemoryBytesPerNs),
            ("latency", rounds * SerialNs, 0),
        };
        var bound = all.MaxBy(each => each.Ns);
        return new KernelTime(this, bound.Ns + TailNs, bound.Name, all.Max(each => each.Evenly), all);

        double Spread(double ns) => Blocks * Warps * ns / (4 * card.Multiprocessors);
    }
}

/// <summary>A kernel's time alone on a card.</summary>
/// <param name="Ns">From its first instruction to its last.</param>
/// <param name="Bound">What takes it.</param>
/// <param name="BusyNs">How long the most wanted part of the whole card would be busy with it, spread evenly: what it costs beside others.</param>
internal sealed record KernelTime(KernelWork Work, double Ns, string Bound, double BusyNs, IReadOnlyList<(string Name, double Ns, double Evenly)> Parts)
{
    public double Part(string name) => Parts.First(part => part.Name == name).Ns;
}
