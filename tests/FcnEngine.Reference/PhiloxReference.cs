namespace FcnEngine.Reference;

/// <summary>Philox4x32-10 as the paper states it (Salmon et al., SC11, section 3.3), for the dropout oracle.</summary>
public static class PhiloxReference
{
    /// <summary>The four words that ten rounds make of a 128-bit counter and a 64-bit key, least significant words first.</summary>
    public static uint[] Block(uint[] counter, uint[] key)
    {
        uint[] c = [.. counter], k = [.. key];
        for (var round = 0; round < 10; round++)
        {
            var (first, second) = (0xD2511F53UL * c[0], 0xCD9E8D57UL * c[2]);
            c = [High(second) ^ c[1] ^ k[0], Low(second), High(first) ^ c[3] ^ k[1], Low(first)];
            k = [unchecked(k[0] + 0x9E3779B9), unchecked(k[1] + 0xBB67AE85)];
        }

        return c;
    }

    /// <summary>Word <paramref name="index"/> of a stream: its quarter is the counter's low half, the stream the high half.</summary>
    public static uint Word(ulong key, ulong stream, ulong index) =>
        Block([Low(index / 4), High(index / 4), Low(stream), High(stream)], [Low(key), High(key)])[index % 4];

    private static uint Low(ulong value) => (uint)(value & 0xFFFFFFFF);

    private static uint High(ulong value) => (uint)(value >> 32);
}
