namespace FcnEngine.Planning;

/// <summary>A rewrite that makes one step of several without changing what the plan computes.</summary>
/// <param name="Name">What options and tests call it.</param>
/// <param name="Apply">Rewrites one place and returns true, or finds none and returns false.</param>
public sealed record FusionRule(string Name, Func<StepList, bool> Apply)
{
    public override string ToString() => Name;
}
