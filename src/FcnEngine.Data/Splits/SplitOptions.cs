namespace FcnEngine.Data.Splits;

/// <summary>How frames are divided into train and val when no split file says it.</summary>
public enum SplitBy
{
    /// <summary>Frame by frame, as the lab did: a patient may stand on both sides.</summary>
    Image,

    /// <summary>Patient by patient: nobody stands on both sides.</summary>
    Patient,
}

/// <summary>Everything that decides a split.</summary>
public sealed record SplitOptions
{
    /// <summary>A split file; when set it decides alone.</summary>
    public string? File { get; init; }

    public SplitBy By { get; init; } = SplitBy.Image;

    /// <summary>Share of the frames that go to val.</summary>
    public double ValShare { get; init; } = 0.1;

    /// <summary>Cross-validation: how many parts, grouped by patient; 0 for none.</summary>
    public int Folds { get; init; }

    /// <summary>Which part is val, from 0.</summary>
    public int Fold { get; init; }

    public ulong Seed { get; init; }

    /// <summary>Makes a patient on both sides an error.</summary>
    public bool RequireDisjoint { get; init; }
}
