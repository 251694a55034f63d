namespace FcnEngine.Kernels.Gpu.Tuning;

/// <summary>What one variant took.</summary>
/// <param name="Microseconds">The median of several samples.</param>
public sealed record VariantTime(string Variant, double Microseconds, double Fastest, double Slowest);

/// <summary>The variants of one kernel on one shape, measured.</summary>
/// <param name="Times">All of them, in the order of the candidates.</param>
/// <param name="Winner">The one to launch.</param>
public sealed record TunedKernel(TuningKey Key, string Checksum, string ByModel, string Winner, IReadOnlyList<VariantTime> Times)
{
    /// <summary>The time of a variant; null where it was not measured.</summary>
    public double? TimeOf(string variant) => Times.FirstOrDefault(time => time.Variant == variant)?.Microseconds;
}

/// <summary>Measured choices by what they depend on. One whose kernel has changed since counts as not there.</summary>
public sealed class TuningTable : IVariants
{
    private readonly Dictionary<TuningKey, TunedKernel> _kernels;

    /// <param name="kernels">Of two with one key the later counts.</param>
    public TuningTable(IEnumerable<TunedKernel> kernels)
    {
        _kernels = [];
        foreach (var kernel in kernels) _kernels[kernel.Key] = kernel;
    }

    public IReadOnlyCollection<TunedKernel> Kernels => _kernels.Values;

    public string? Find(TuningProblem problem) =>
        _kernels.TryGetValue(problem.Key, out var kernel) && kernel.Checksum == problem.Checksum ? kernel.Winner : null;

    /// <summary>This table with other measurements over it.</summary>
    public TuningTable With(IEnumerable<TunedKernel> newer) => new(Kernels.Concat(newer));
}
