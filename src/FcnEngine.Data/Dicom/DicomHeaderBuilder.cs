namespace FcnEngine.Data.Dicom;

/// <summary>Collected element values -> a checked header.</summary>
internal static class DicomHeaderBuilder
{
    private const string Damaged = "the file is damaged, or not an image";

    /// <exception cref="DataException">What describes the pixels is missing or cannot be.</exception>
    public static DicomHeader Build(DicomFile file)
    {
        var header = new DicomHeader
        {
            TransferSyntaxUid = file.TransferSyntaxUid,
            SopClassUid = Text(file, DicomTag.SopClassUid),
            SopInstanceUid = Text(file, DicomTag.SopInstanceUid),
            StudyInstanceUid = Text(file, DicomTag.StudyInstanceUid),
            SeriesInstanceUid = Text(file, DicomTag.SeriesInstanceUid),
            Modality = Text(file, DicomTag.Modality),
            SeriesDescription = Text(file, DicomTag.SeriesDescription),
            PatientId = Text(file, DicomTag.PatientId),
            SeriesNumber = Integer(file, DicomTag.SeriesNumber),
            InstanceNumber = Integer(file, DicomTag.InstanceNumber),
            Rows = Short(file, DicomTag.Rows),
            Columns = Short(file, DicomTag.Columns),
            BitsAllocated = Short(file, DicomTag.BitsAllocated),
            BitsStored = Short(file, DicomTag.BitsStored),
            HighBit = Short(file, DicomTag.HighBit),
            IsSigned = Short(file, DicomTag.PixelRepresentation) == 1,
            Photometric = Text(file, DicomTag.PhotometricInterpretation),
            SamplesPerPixel = Short(file, DicomTag.SamplesPerPixel, 1),
            NumberOfFrames = Integer(file, DicomTag.NumberOfFrames) ?? 1,
            RescaleSlope = Decimal(file, DicomTag.RescaleSlope),
            RescaleIntercept = Decimal(file, DicomTag.RescaleIntercept),
            PixelSpacing = Decimals(file, DicomTag.PixelSpacing, 2) is [var row, var column] ? new PixelSpacing((float)row, (float)column) : null,
            SliceThickness = Decimal(file, DicomTag.SliceThickness),
            SliceLocation = Decimal(file, DicomTag.SliceLocation),
            Position = Decimals(file, DicomTag.ImagePosition, 3) is [var x, var y, var z] ? new PatientVector(x, y, z) : null,
            Orientation = Decimals(file, DicomTag.ImageOrientation, 6) is { } o
                ? new PlaneOrientation(new PatientVector(o[0], o[1], o[2]), new PatientVector(o[3], o[4], o[5]))
                : null,
            TriggerTime = Decimal(file, DicomTag.TriggerTime),
            NominalInterval = Decimal(file, DicomTag.NominalInterval),
            CardiacImages = Integer(file, DicomTag.CardiacNumberOfImages),
            TemporalPosition = Integer(file, DicomTag.TemporalPosition),
        };
        if (FindFault(header) is var (tag, problem))
            throw new DataException(file.Path, problem, "give single-frame gray slices of 8 to 16 bits", file.Values.TryGetValue(tag, out var at) ? at.Offset : file.EndOfAttributes);
        return header;
    }

    private static (DicomTag Tag, string Problem)? FindFault(DicomHeader header) => header switch
    {
        { Rows: 0 } or { Columns: 0 } => (DicomTag.Rows, $"has a size of {header.Rows}x{header.Columns}"),
        { SamplesPerPixel: not 1 } => (DicomTag.SamplesPerPixel, $"has {header.SamplesPerPixel} samples per pixel, not 1"),
        { Photometric: not ("MONOCHROME1" or "MONOCHROME2") } => (DicomTag.PhotometricInterpretation, $"has colours of kind '{header.Photometric}', not gray"),
        { NumberOfFrames: not 1 } => (DicomTag.NumberOfFrames, $"has {header.NumberOfFrames} frames, not 1"),
        { BitsAllocated: not (8 or 16) } => (DicomTag.BitsAllocated, $"has {header.BitsAllocated} bits a pixel, not 8 or 16"),
        _ when header.BitsStored < 1 || header.BitsStored > header.BitsAllocated
            || header.HighBit >= header.BitsAllocated || header.HighBit < header.BitsStored - 1
            => (DicomTag.BitsStored, $"stores {header.BitsStored} bits up to bit {header.HighBit} of {header.BitsAllocated}"),
        _ => null,
    };

    private static string Text(DicomFile file, DicomTag tag) =>
        file.Values.TryGetValue(tag, out var at) ? DicomValue.Text(at.Value) : "";

    private static int Short(DicomFile file, DicomTag tag, int? absent = null)
    {
        if (!file.Values.TryGetValue(tag, out var at))
            return absent ?? throw new DataException(file.Path, $"has no element {tag}", Damaged, file.EndOfAttributes);
        return DicomValue.UnsignedShort(at.Value) ?? throw new DataException(file.Path, $"element {tag} is not a number", Damaged, at.Offset);
    }

    private static int? Integer(DicomFile file, DicomTag tag)
    {
        if (!file.Values.TryGetValue(tag, out var at) || DicomValue.Text(at.Value).Length == 0)
            return null;
        return DicomValue.Integer(at.Value) ?? throw new DataException(file.Path, $"element {tag} is not a whole number", Damaged, at.Offset);
    }

    private static double? Decimal(DicomFile file, DicomTag tag) => Decimals(file, tag, 1)?[0];

    private static double[]? Decimals(DicomFile file, DicomTag tag, int count)
    {
        if (!file.Values.TryGetValue(tag, out var at) || DicomValue.Text(at.Value).Length == 0)
            return null;
        return DicomValue.Decimals(at.Value, count) ?? throw new DataException(file.Path, $"element {tag} is not {count} number(s)", Damaged, at.Offset);
    }
}
