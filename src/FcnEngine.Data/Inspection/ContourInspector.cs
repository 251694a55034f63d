using FcnEngine.Data.Contours;
using FcnEngine.Data.Dicom;

namespace FcnEngine.Data.Inspection;

/// <summary>One contour file: its points, what it fills, and its image where one lies in the folders around it.</summary>
internal static class ContourInspector
{
    public static Inspection Inspect(string path)
    {
        var contour = ContourFile.Read(path);
        var file = ContourPartner.ImageOf(path);
        var image = file is null ? null : DicomReaders.Default.ReadImage(file);
        var size = image?.Header.Size ?? FrameSize.Lab;
        var mask = ContourMask.Fill(contour, size);
        var name = Path.GetFileNameWithoutExtension(path);
        var sample = image is null
            ? new Sample { Name = name, Height = size.Height, Width = size.Width, Pixels = new int[size.Pixels], Mask = mask }
            : DicomInspector.ToSample(image, name, mask);
        return new Inspection([.. Describe(path, contour, size, sample, file)], [new InspectedFrame(sample)]);
    }

    private static IEnumerable<string> Describe(string path, Contour contour, FrameSize size, Sample sample, string? file)
    {
        var points = contour.Points;
        yield return $"{path}: contour";
        yield return FormattableString.Invariant($"points:       {points.Count}, x {points.Min(p => p.X)} to {points.Max(p => p.X)}, y {points.Min(p => p.Y)} to {points.Max(p => p.Y)}");
        yield return $"inside:       {sample.LabelledPixels} pixels of {size}{(contour.FitsInside(size) ? "" : "; it reaches beyond the frame, so fcn prepare leaves it out")}";
        if (sample.PixelSpacing is { } spacing)
            yield return FormattableString.Invariant($"area:         {sample.LabelledPixels * spacing.Row * spacing.Column:F0} mm2");
        yield return $"image:        {file ?? "none found in the folders around it"}";
    }
}
