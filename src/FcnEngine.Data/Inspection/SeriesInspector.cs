using System.Diagnostics;
using FcnEngine.Data.Dicom;

namespace FcnEngine.Data.Inspection;

/// <summary>A folder of DICOM files without contours: its series, from the headers alone.</summary>
internal static class SeriesInspector
{
    private const int MostSeries = 20, MostFramesDrawn = 400;

    public static Inspection Inspect(string path)
    {
        var began = Stopwatch.GetTimestamp();
        var files = Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 10 })
            .Where(file => FileKinds.Of(file) == FileKind.Dicom).Order(StringComparer.Ordinal).ToArray();
        if (files.Length == 0)
            throw new DataException(path, "holds neither records nor frames nor DICOM files", "check that it is the folder you mean");
        var headers = files.AsParallel().AsOrdered().Select(file => (File: file, Header: DicomReaders.Default.ReadHeader(file))).ToArray();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new Inspection(
            [FormattableString.Invariant($"{path}: {files.Length} DICOM files without contours, headers read in {seconds:F2} s"), .. Series(headers)],
            () => [.. headers.Take(MostFramesDrawn).AsParallel().AsOrdered().Select(item => Frame(item.File))]);
    }

    private static IEnumerable<string> Series((string File, DicomHeader Header)[] headers)
    {
        var series = headers.GroupBy(item => item.Header.SeriesInstanceUid).ToArray();
        foreach (var one in series.Take(MostSeries))
        {
            var first = one.First().Header;
            var positions = one.Select(item => item.Header.SlicePosition).OfType<double>().Select(p => Math.Round(p, 1)).Distinct().Order().ToArray();
            var phases = one.Select(item => item.Header.TriggerTime).OfType<double>().Distinct().Count();
            var place = positions.Length == 0 ? "positions not told" : FormattableString.Invariant($"{positions.Length} slices from {positions[0]} to {positions[^1]} mm");
            yield return $"{(first.PatientId.Length == 0 ? "?" : first.PatientId)}, series {first.SeriesNumber} {first.SeriesDescription}: {one.Count()} files of {first.Size}, {first.Modality}, {place}, {phases} phases";
        }
        if (series.Length > MostSeries)
            yield return $"and {series.Length - MostSeries} series more";
    }

    private static InspectedFrame Frame(string file)
    {
        var image = DicomReaders.Default.ReadImage(file);
        return new InspectedFrame(DicomInspector.ToSample(image, Path.GetFileName(file), new byte[image.Pixels.Length]));
    }
}
