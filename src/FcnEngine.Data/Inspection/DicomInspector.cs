using System.Globalization;
using FcnEngine.Data.Contours;
using FcnEngine.Data.Dicom;

namespace FcnEngine.Data.Inspection;

/// <summary>One DICOM file: what it says of itself, the range of its pixels, and its contour where one lies in the folders around it.</summary>
internal static class DicomInspector
{
    public static Inspection Inspect(string path)
    {
        var image = DicomReaders.Default.ReadImage(path);
        var contour = ContourPartner.ContourOf(path);
        var mask = contour is null ? new byte[image.Pixels.Length] : ContourMask.Fill(ContourFile.Read(contour), image.Header.Size);
        var sample = ToSample(image, Path.GetFileNameWithoutExtension(path), mask);
        return new Inspection([.. Describe(path, image), contour is null ? "contour:      none found in the folders around it" : $"contour:      {contour}, {sample.LabelledPixels} pixels inside"], [new InspectedFrame(sample)]);
    }

    public static Sample ToSample(DicomImage image, string name, byte[] mask) => new()
    {
        Name = name,
        Patient = image.Header.PatientId,
        Height = image.Header.Rows,
        Width = image.Header.Columns,
        Pixels = image.Pixels,
        Mask = mask,
        PixelSpacing = image.Header.PixelSpacing,
        SlicePosition = (float?)image.Header.SlicePosition,
    };

    private static IEnumerable<string> Describe(string path, DicomImage image)
    {
        var header = image.Header;
        yield return $"{path}: DICOM, {TransferSyntax.NameOf(header.TransferSyntaxUid)}";
        yield return $"patient:      {Said(header.PatientId)}";
        yield return $"series:       {string.Join(' ', new[] { Said(header.SeriesNumber), header.SeriesDescription }.Where(text => text.Length > 0))}, image {Said(header.InstanceNumber)}, modality {Said(header.Modality)}";
        yield return $"frame:        {header.Size}, {header.BitsStored} of {header.BitsAllocated} bits, {(header.IsSigned ? "signed" : "unsigned")}, {header.Photometric}";
        yield return Invariant($"pixels:       {image.Pixels.Min()} to {image.Pixels.Max()}, mean {image.Pixels.Average():F1} (stored values)");
        yield return $"rescale:      {(header.RescaleSlope is null && header.RescaleIntercept is null ? "not told" : Invariant($"slope {header.RescaleSlope}, intercept {header.RescaleIntercept}, not applied"))}";
        yield return $"spacing:      {(header.PixelSpacing is { } s ? Invariant($"{s.Row} x {s.Column} mm") : "not told")}, slice thickness {Said(header.SliceThickness)} mm";
        yield return $"position:     {(header.Position is { } p ? Invariant($"({p.X}, {p.Y}, {p.Z}) mm, ") : "")}along the stack {Said<double>(header.SlicePosition is { } at ? Math.Round(at, 3) : null)} mm";
        if (header.Orientation is { } o)
            yield return Invariant($"orientation:  rows run along ({o.AlongRow.X:F3}, {o.AlongRow.Y:F3}, {o.AlongRow.Z:F3}), columns down ({o.DownColumn.X:F3}, {o.DownColumn.Y:F3}, {o.DownColumn.Z:F3})");
        yield return $"heart beat:   {Said(header.TriggerTime)} ms after the R wave{(header.CardiacPhase is { } phase ? Invariant($", phase {phase:F2} of the beat") : "")}, {Said(header.CardiacImages)} images a beat";
    }

    private static string Said<T>(T? value) where T : struct => value is null ? "?" : string.Create(CultureInfo.InvariantCulture, $"{value}");

    private static string Said(string text) => text.Length == 0 ? "?" : text;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
