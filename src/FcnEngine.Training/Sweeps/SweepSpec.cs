namespace FcnEngine.Training.Sweeps;

/// <summary>How the settings of a sweep are found.</summary>
public enum SweepMethod
{
    /// <summary>Every combination of the parameters' values.</summary>
    Grid,

    /// <summary>So many combinations, drawn.</summary>
    Random,

    /// <summary>Many combinations for a few epochs, the best of them for more, and so on (successive halving).</summary>
    Halving,
}

/// <summary>What a sweep tries. Files that say it are read by <see cref="SweepSpecReader"/>.</summary>
/// <remarks>Successive halving: Jamieson and Talwalkar, AISTATS 2016.</remarks>
public sealed record SweepSpec
{
    public SweepMethod Method { get; init; }

    public required IReadOnlyList<SweepParameter> Parameters { get; init; }

    /// <summary>Settings to try beside those the method finds, such as a known recipe; values by name.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Include { get; init; } = [];

    /// <summary>Each setting is tried with each of them.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [0];

    /// <summary>How many combinations are drawn; 0 for every one.</summary>
    public int Draws { get; init; }

    /// <summary>Names the draw.</summary>
    public ulong DrawSeed { get; init; }

    /// <summary>Halving: epochs before the first choice.</summary>
    public int FirstEpochs { get; init; }

    /// <summary>Halving: one setting in so many goes on, and trains so many times as long.</summary>
    public int Factor { get; init; } = 2;
}
