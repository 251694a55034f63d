using FcnEngine.Data.Contours;
using FcnEngine.Data.Dicom;
using FcnEngine.Data.Sources;

namespace FcnEngine.Data.Sunnybrook;

/// <summary>
/// The challenge as published: DICOM slices, and text files with the inner contour of the left ventricle. Frames come in the order
/// of the contour files; outer contours are not used.
/// </summary>
public sealed class SunnybrookSource(string folder, FrameSize size, IDicomReader? reader = null) : ISampleSource
{
    private readonly IDicomReader _reader = reader ?? DicomReaders.Default;

    public string Kind => "DICOM slices with contours";

    public static bool Recognizes(string folder) => SunnybrookFiles.Recognizes(folder);

    public SourceListing List()
    {
        var contours = SunnybrookFiles.Contours(folder);
        var images = SunnybrookFiles.Images(folder, contours.Select(c => c.PatientKey).ToHashSet(StringComparer.Ordinal))
            .ToLookup(image => image.PatientKey, StringComparer.Ordinal);
        var frames = new List<SourceFrame>();
        var skipped = new List<SkippedItem>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var patient in contours.GroupBy(contour => contour.PatientKey, StringComparer.Ordinal))
        {
            var series = SeriesChoice.Of([.. patient], [.. images[patient.Key]]);
            foreach (var contour in patient)
            {
                var fileName = $"{contour.Patient}-IM-{series.Name ?? contour.Series}-{contour.Image:D4}.dcm";
                var why = series.Problem ?? (seen.Add(fileName) ? null : "has a second contour");
                var image = why is null ? series.Find(contour.Image) : null;
                why ??= image is null ? "is a contour without its image" : null;
                if (why is null && WhyNot(contour, image!) is { } reason)
                    why = reason;
                if (why is null)
                    frames.Add(Frame(contour, image!, fileName));
                else
                    skipped.Add(new SkippedItem(fileName, why));
            }
        }
        return new SourceListing(frames, skipped);
    }

    private string? WhyNot(SunnybrookFile contourFile, SunnybrookFile image)
    {
        var header = _reader.ReadHeader(image.Path);
        if (header.Size != size)
            return $"is {header.Size}, not {size}";
        return ContourFile.Read(contourFile.Path).FitsInside(header.Size) ? null : "has a contour outside of the image";
    }

    private SourceFrame Frame(SunnybrookFile contour, SunnybrookFile image, string fileName) => new()
    {
        FileName = fileName,
        Patient = contour.Patient,
        Read = () =>
        {
            var slice = _reader.ReadImage(image.Path);
            return new Sample
            {
                Name = fileName[..^".dcm".Length],
                Patient = contour.Patient,
                Height = slice.Header.Rows,
                Width = slice.Header.Columns,
                Pixels = slice.Pixels,
                Mask = ContourMask.Fill(ContourFile.Read(contour.Path), slice.Header.Size),
                PixelSpacing = slice.Header.PixelSpacing,
                SlicePosition = (float?)slice.Header.SlicePosition,
            };
        },
    };
}
