using FcnEngine.Kernels.Gpu.Tuning;

namespace FcnEngine.GpuCheck.Reporting;

/// <summary>One case on one device in one accuracy class.</summary>
/// <param name="Accuracy">Class and, where one was forced, the tile.</param>
/// <param name="Error">Relative error of the norm against float64; null where the check did not get that far.</param>
/// <param name="Failure">What is wrong; null where nothing is.</param>
internal sealed record CaseResult(string Case, string Accuracy, double? Error, double Tolerance, string? Failure);

/// <summary>Something that holds or does not: training against the CPU, determinism, replay.</summary>
internal sealed record Claim(string Name, bool Holds, string Figures);

/// <summary>What the card does at most.</summary>
internal sealed record Rate(string Name, double Value, string Unit);

/// <summary>A time: the median of several samples of at least ten replays each.</summary>
/// <param name="Name">A row of the table that bench/peers makes, or a case's name.</param>
/// <param name="Accuracy">The class, and <c>tuned</c> where measured variants were used.</param>
/// <param name="GigaflopPerSecond">0 where nothing is multiplied.</param>
/// <param name="GigabytePerSecond">Of the bytes that must move at least.</param>
internal sealed record Timing(
    string Name, string Accuracy, double Microseconds, double Fastest, double Slowest, double GigaflopPerSecond, double GigabytePerSecond);

/// <summary>All that was found out, part by part.</summary>
internal sealed class Findings
{
    public List<CaseResult> Cases { get; } = [];

    public List<Claim> Claims { get; } = [];

    public List<Rate> Rates { get; } = [];

    public List<TunedKernel> Tuned { get; } = [];

    public List<Timing> Timings { get; } = [];
}

/// <summary>What was found on one device.</summary>
/// <param name="Parts">Which parts of the check were made.</param>
internal sealed record CheckReport(string Device, MachineDescription Machine, string Parts, DateTimeOffset Date, Findings Found)
{
    public int Wrong => Found.Cases.Count(each => each.Failure is not null) + Found.Claims.Count(claim => !claim.Holds);
}
