namespace FcnEngine.Initializers;

/// <summary>
/// Philox4x32-10, the counter-based generator of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC11):
/// block (key, counter) is a pure function, so every device draws the same bits in any order.
/// </summary>
public static class Philox
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57, Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    /// <summary>Four random words for a 64-bit key and a 128-bit counter given as two halves.</summary>
    public static (uint X, uint Y, uint Z, uint W) Block(ulong key, ulong counterLow, ulong counterHigh)
    {
        var (x, y, z, w) = ((uint)counterLow, (uint)(counterLow >> 32), (uint)counterHigh, (uint)(counterHigh >> 32));
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < 10; round++)
        {
            var p0 = (ulong)Multiplier0 * x;
            var p1 = (ulong)Multiplier1 * z;
            (x, y, z, w) = ((uint)(p1 >> 32) ^ y ^ k0, (uint)p1, (uint)(p0 >> 32) ^ w ^ k1, (uint)p0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return (x, y, z, w);
    }

    /// <summary>Word <paramref name="index"/> of the stream (key, stream): four consecutive words share one block.</summary>
    public static uint Word(ulong key, ulong stream, ulong index)
    {
        var (x, y, z, w) = Block(key, index >> 2, stream);
        return (index & 3) switch { 0 => x, 1 => y, 2 => z, _ => w };
    }

    /// <summary>A word as a float in [0, 1): its upper 24 bits times 2^-24, exact.</summary>
    public static float Unit(uint word) => (word >> 8) * (1f / (1 << 24));
}
