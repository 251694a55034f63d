using FcnEngine.Data.Randomness;

namespace FcnEngine.Data.Batching;

/// <summary>The order in which an epoch visits the samples: a pure function of seed and epoch.</summary>
public static class EpochOrder
{
    /// <summary>A permutation of 0 .. count - 1.</summary>
    public static int[] Shuffled(ulong seed, int epoch, int count)
    {
        var order = InFileOrder(count);
        new RandomStream(seed, StreamPurpose.EpochOrder, epoch).Shuffle<int>(order);
        return order;
    }

    public static int[] InFileOrder(int count)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
            order[i] = i;
        return order;
    }
}
