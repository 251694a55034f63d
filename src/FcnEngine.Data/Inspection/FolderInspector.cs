using System.Diagnostics;
using FcnEngine.Data.Pairs;
using FcnEngine.Data.Records;
using FcnEngine.Data.Sources;
using FcnEngine.Data.Sunnybrook;

namespace FcnEngine.Data.Inspection;

/// <summary>A folder with records, with frames and labels as <c>fcn prepare</c> takes them, or with DICOM files alone.</summary>
internal static class FolderInspector
{
    private const int MostReasons = 6;

    public static Inspection Inspect(string path)
    {
        string train = Path.Combine(path, RecordFile.TrainName), val = Path.Combine(path, RecordFile.ValName);
        if (File.Exists(train) || File.Exists(val))
            return OfRecords(path, train, val);
        return PairSource.Recognizes(path) || SunnybrookSource.Recognizes(path) ? OfSource(path) : SeriesInspector.Inspect(path);
    }

    private static Inspection OfRecords(string path, string train, string val)
    {
        var began = Stopwatch.GetTimestamp();
        InspectedFrame[] frames = [.. Read(train, isVal: false), .. Read(val, isVal: true)];
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new Inspection(
            [FormattableString.Invariant($"{path}: data folder, {frames.Count(f => !f.IsVal)} records for train, {frames.Count(f => f.IsVal)} for val, every checksum right ({frames.Length / seconds:F0} records/s)"), .. SampleTable.Lines(frames)],
            frames);
    }

    private static IEnumerable<InspectedFrame> Read(string path, bool isVal) =>
        File.Exists(path) ? RecordFile.Read(path, null).Select(sample => new InspectedFrame(sample, isVal)) : [];

    private static Inspection OfSource(string path)
    {
        var source = SampleSources.Open(path, FrameSize.Lab);
        var listing = source.List();
        var began = Stopwatch.GetTimestamp();
        var frames = listing.Frames.AsParallel().AsOrdered().Select(frame => new InspectedFrame(frame.Read())).ToArray();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var skipped = listing.Skipped.GroupBy(item => item.Why).OrderByDescending(group => group.Count()).Take(MostReasons)
            .Select(reason => $"left out:     {reason.Count()}, {reason.Key} ({reason.First().What})");
        return new Inspection(
            [FormattableString.Invariant($"{path}: {source.Kind}, {frames.Length} frames of {FrameSize.Lab} ({frames.Length / seconds:F0} frames/s)"), .. skipped, .. SampleTable.Lines(frames)],
            frames);
    }
}
