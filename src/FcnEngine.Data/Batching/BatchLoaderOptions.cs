using FcnEngine.Data.Augmentation;

namespace FcnEngine.Data.Batching;

/// <summary>How a <see cref="BatchLoader"/> walks through its samples.</summary>
public sealed record BatchLoaderOptions
{
    public int BatchSize { get; init; } = 1;

    /// <summary>Names the order of every epoch when <see cref="Shuffle"/> is set.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whole-epoch shuffling; without it every epoch runs in the order of the samples.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The epoch to begin in, from 0.</summary>
    public int StartEpoch { get; init; }

    /// <summary>The batch of that epoch to begin with, from 0; equal to the batches of an epoch it means the next one.</summary>
    public int StartBatch { get; init; }

    /// <summary>Drawn anew for every frame of every epoch from <see cref="Seed"/>.</summary>
    public Augmentations Augment { get; init; }

    /// <summary>How many batches may wait ready.</summary>
    public int Prefetch { get; init; } = 2;
}
