using System.Diagnostics;
using FcnEngine.Data.Sources;
using FcnEngine.Data.Splits;

namespace FcnEngine.Data.Preparation;

/// <summary>
/// Frames in a folder -> the lab's records. Usage:
/// <c>PreparationReport report = DataPreparation.Run(new() { Source = "pairs", DataFolder = "data" })</c>.
/// </summary>
public static class DataPreparation
{
    /// <exception cref="DataException">The source, the split or the target folder cannot be used; nothing is replaced then.</exception>
    public static PreparationReport Run(PreparationOptions options)
    {
        var began = Stopwatch.GetTimestamp();
        var source = SampleSources.Open(options.Source, options.Size);
        var listing = source.List();
        if (listing.Frames.Count == 0)
            throw new DataException(options.Source, listing.Skipped is [var first, ..] ? $"has no usable frame ({first.What} {first.Why})" : "has no frame", "check that it is the folder you mean");
        var split = Splitter.Divide(listing, options.Split, options.Source);
        RecordSet.Write(options.DataFolder, Rows(split.Train), Rows(split.Val), options.Compression);
        return new PreparationReport
        {
            SourceKind = source.Kind,
            DataFolder = options.DataFolder,
            SplitRule = split.Rule,
            TrainFrames = split.Train.Count,
            ValFrames = split.Val.Count,
            Unlisted = split.Unlisted,
            Skipped = listing.Skipped,
            SharedPatients = split.SharedPatients,
            Duration = Stopwatch.GetElapsedTime(began),
        };
    }

    private static IEnumerable<(string FileName, Sample Sample)> Rows(IReadOnlyList<SourceFrame> frames) =>
        ReadAhead.Of(frames, frame => (frame.FileName, frame.Read()));
}
