namespace FcnEngine.GpuCheck.Modelling;

/// <summary>The rates of a card that the model reckons with: data sheets and published measurements, none of ours.</summary>
/// <param name="CacheBytesPerNs">From the second-level cache, read and written.</param>
/// <param name="MemoryBytesPerNs">A measured copy's.</param>
/// <param name="CacheBytes">What of the second-level cache a step can keep.</param>
internal sealed record CardRates(string Name, int Multiprocessors, double Gigahertz, double CacheBytesPerNs, double MemoryBytesPerNs, double CacheBytes)
{
    /// <summary>One m16n8k8 tf32 or m16n8k16 16-bit <c>mma.sync</c> on one of four tensor cores: 312 TFLOP/s in tf32, 63 % of the peak.</summary>
    public double TensorNs => 2048.0 * 4 * Multiprocessors / 312e3;

    /// <summary>From the end of one kernel of a graph to the first instruction of the next.</summary>
    public double NodeNs => 1300;

    /// <summary>That one multiprocessor gets alone, if it has enough loads on their way.</summary>
    public double CacheBytesPerNsOfOne => 60;

    /// <summary>A load from the second-level cache, on a card that has other work; one from the first.</summary>
    public double LoadNs => 250;

    public double NearLoadNs => 40;

    /// <summary>Between blocks that share a tile: their partial tiles stored, counted and fenced.</summary>
    public double ArrivalNs => 1000;

    public static CardRates H200 { get; } = new("H200", 132, 1.83, 5500, 4300, 50e6);

    public static CardRates H100 { get; } = new("H100 SXM", 132, 1.83, 5500, 2900, 42e6);
}
