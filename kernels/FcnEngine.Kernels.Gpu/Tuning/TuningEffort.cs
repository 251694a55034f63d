namespace FcnEngine.Kernels.Gpu.Tuning;

/// <summary>How often a variant is run.</summary>
/// <param name="Samples">Samples of each variant; their median counts. Variants take turns, so that a clock that drifts is fair to all.</param>
/// <param name="Runs">Runs of the sequence in a sample.</param>
/// <param name="Copies">Launches in the sequence: a graph of several hides what starting it takes.</param>
public sealed record TuningEffort(int Samples, int Runs, int Copies)
{
    /// <summary>For a card.</summary>
    public static TuningEffort Card { get; } = new(Samples: 7, Runs: 10, Copies: 20);

    /// <summary>For devices where a launch takes long.</summary>
    public static TuningEffort Least { get; } = new(Samples: 1, Runs: 1, Copies: 1);
}
