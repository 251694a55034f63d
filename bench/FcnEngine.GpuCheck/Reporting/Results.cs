namespace FcnEngine.GpuCheck.Reporting;

/// <summary>One case on one device in one accuracy class.</summary>
/// <param name="Accuracy">Class and, where one was forced, the tile.</param>
/// <param name="Error">Relative error of the norm against float64; null where the check did not get that far.</param>
/// <param name="Failure">What is wrong; null where nothing is.</param>
internal sealed record CaseResult(string Case, string Accuracy, double? Error, double Tolerance, string? Failure);

/// <summary>Something that holds or does not: training against the CPU, determinism, replay.</summary>
internal sealed record Claim(string Name, bool Holds, string Figures);

/// <summary>A time: the median of several samples of at least ten replays each.</summary>
/// <param name="GigaflopPerSecond">0 where nothing is multiplied.</param>
/// <param name="GigabytePerSecond">Of the bytes that must move at least.</param>
internal sealed record Timing(
    string Name, string Accuracy, double Microseconds, double Fastest, double Slowest, double GigaflopPerSecond, double GigabytePerSecond);

/// <summary>What was found on one device.</summary>
internal sealed record CheckReport(
    string Device, string Capability, string Commit, DateTimeOffset Date, IReadOnlyList<CaseResult> Cases, IReadOnlyList<Claim> Claims, IReadOnlyList<Timing> Timings)
{
    public int Wrong => Cases.Count(each => each.Failure is not null) + Claims.Count(claim => !claim.Holds);
}
