namespace FcnEngine.Training.Report;

/// <summary>Something a report leaves out.</summary>
/// <param name="What">For instance <c>the curves</c>.</param>
/// <param name="Why">In a clause, with what to do about it.</param>
public sealed record Omission(string What, string Why)
{
    public override string ToString() => $"left out: {What}: {Why}";
}
