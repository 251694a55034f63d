namespace FcnEngine.Data.Randomness;

/// <summary>
/// A sequence of random numbers named by seed, purpose and index: the same name gives the same numbers on every
/// machine, and different names give unrelated ones.
/// </summary>
public sealed class RandomStream(ulong seed, StreamPurpose purpose, long index)
{
    private readonly ulong _high = (ulong)purpose << 48 ^ (ulong)index;
    private ulong _counter;
    private (uint A, uint B, uint C, uint D) _block;
    private int _left;

    public uint NextWord()
    {
        if (_left == 0)
        {
            _block = Philox4x32.Block(seed, _counter++, _high);
            _left = 4;
        }
        return _left-- switch
        {
            4 => _block.A,
            3 => _block.B,
            2 => _block.C,
            _ => _block.D,
        };
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble()
    {
        var high = (ulong)NextWord() << 32;
        return ((high | NextWord()) >> 11) * (1.0 / (1UL << 53));
    }

    public double Uniform(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>Uniform in 0 .. bound - 1 (bias below 2^-32 for any int).</summary>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var high = (ulong)NextWord() << 32;
        return (int)Math.BigMul(high | NextWord(), (ulong)bound, out _);
    }

    /// <summary>Normal, mean 0, deviation 1 (Box and Muller).</summary>
    public double NextNormal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Puts the items in a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}

/// <summary>What random numbers are drawn for; keeps the streams of one seed apart.</summary>
public enum StreamPurpose
{
    EpochOrder = 1,
    Split = 2,
    PhantomPatient = 3,
    PhantomSlice = 4,
    PhantomNoise = 5,
    Augmentation = 6,
    PhantomPair = 7,
    SweepDraw = 8,
}
