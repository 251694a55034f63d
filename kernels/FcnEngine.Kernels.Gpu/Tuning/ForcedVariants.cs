namespace FcnEngine.Kernels.Gpu.Tuning;

/// <summary>Notes what is asked for, and answers what it is told to.</summary>
internal sealed class ForcedVariants : IVariants
{
    private readonly Dictionary<TuningKey, TuningProblem> _asked = [];

    /// <summary>The answers; a problem without one is left to the model.</summary>
    public Dictionary<TuningKey, string> Answers { get; } = [];

    /// <summary>Every problem with a choice that was asked about, in the order of first asking.</summary>
    public IReadOnlyCollection<TuningProblem> Asked => _asked.Values;

    public string? Find(TuningProblem problem)
    {
        if (problem.Candidates.Count > 1) _asked.TryAdd(problem.Key, problem);
        return Answers.GetValueOrDefault(problem.Key);
    }
}
