using System.Globalization;
using FcnEngine.Data.Sources;

namespace FcnEngine.Data.Preparation;

/// <summary>What a preparation did; <see cref="Lines"/> tells it in a few lines of text.</summary>
public sealed record PreparationReport
{
    private const int MostSkippedShown = 10;

    public required string SourceKind { get; init; }

    public required string DataFolder { get; init; }

    public required string SplitRule { get; init; }

    public required int TrainFrames { get; init; }

    public required int ValFrames { get; init; }

    /// <summary>Sound pairs the split file does not name.</summary>
    public int Unlisted { get; init; }

    public IReadOnlyList<SkippedItem> Skipped { get; init; } = [];

    /// <summary>Patients that stand in both train and val.</summary>
    public IReadOnlyList<string> SharedPatients { get; init; } = [];

    /// <summary>From listing the source to the last byte on the disk.</summary>
    public TimeSpan Duration { get; init; }

    public IEnumerable<string> Lines()
    {
        yield return $"{SourceKind}: {TrainFrames} frames for train, {ValFrames} for val, split {SplitRule}";
        if (Unlisted > 0)
            yield return $"skipped {Unlisted} pairs the split does not list";
        foreach (var reason in Skipped.GroupBy(item => item.Why).OrderByDescending(group => group.Count()).Take(MostSkippedShown))
        {
            var first = reason.First().What;
            yield return reason.Count() == 1 ? $"skipped {first}: {reason.Key}" : $"skipped {reason.Count()} that each {reason.Key} ({first}, ..)";
        }
        if (SharedPatients.Count > 0)
            yield return $"note: {SharedPatients.Count} patients are in both train and val, so val scores flatter: {string.Join(", ", SharedPatients)}";
        var frames = TrainFrames + ValFrames;
        yield return string.Create(CultureInfo.InvariantCulture, $"records are in {DataFolder} ({Duration.TotalSeconds:F1} s, {frames / Duration.TotalSeconds:F0} frames/s)");
    }
}
