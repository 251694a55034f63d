namespace FcnEngine.Data.Phantom;

/// <summary>How many synthetic frames to make, and from which seed.</summary>
public sealed record PhantomOptions
{
    /// <summary>The fewest frames that leave one to train on.</summary>
    public const int FewestImages = 3;

    /// <summary>Frames in all; a tenth of them, at least two, are for val.</summary>
    public int Images { get; init; } = 120;

    public ulong Seed { get; init; } = 1;
}
