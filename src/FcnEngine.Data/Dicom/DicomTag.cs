namespace FcnEngine.Data.Dicom;

/// <summary>Group and element number of a DICOM attribute (PS3.6).</summary>
public readonly record struct DicomTag(ushort Group, ushort Element)
{
    public static readonly DicomTag
        TransferSyntaxUid = new(0x0002, 0x0010),
        ImageType = new(0x0008, 0x0008),
        SopClassUid = new(0x0008, 0x0016),
        SopInstanceUid = new(0x0008, 0x0018),
        Modality = new(0x0008, 0x0060),
        SeriesDescription = new(0x0008, 0x103E),
        PatientId = new(0x0010, 0x0020),
        SliceThickness = new(0x0018, 0x0050),
        TriggerTime = new(0x0018, 0x1060),
        NominalInterval = new(0x0018, 0x1062),
        CardiacNumberOfImages = new(0x0018, 0x1090),
        StudyInstanceUid = new(0x0020, 0x000D),
        SeriesInstanceUid = new(0x0020, 0x000E),
        SeriesNumber = new(0x0020, 0x0011),
        InstanceNumber = new(0x0020, 0x0013),
        ImagePosition = new(0x0020, 0x0032),
        ImageOrientation = new(0x0020, 0x0037),
        TemporalPosition = new(0x0020, 0x0100),
        SliceLocation = new(0x0020, 0x1041),
        SamplesPerPixel = new(0x0028, 0x0002),
        PhotometricInterpretation = new(0x0028, 0x0004),
        NumberOfFrames = new(0x0028, 0x0008),
        Rows = new(0x0028, 0x0010),
        Columns = new(0x0028, 0x0011),
        PixelSpacing = new(0x0028, 0x0030),
        BitsAllocated = new(0x0028, 0x0100),
        BitsStored = new(0x0028, 0x0101),
        HighBit = new(0x0028, 0x0102),
        PixelRepresentation = new(0x0028, 0x0103),
        WindowCenter = new(0x0028, 0x1050),
        WindowWidth = new(0x0028, 0x1051),
        RescaleIntercept = new(0x0028, 0x1052),
        RescaleSlope = new(0x0028, 0x1053),
        PixelData = new(0x7FE0, 0x0010);

    internal static readonly DicomTag
        Item = new(0xFFFE, 0xE000),
        ItemEnd = new(0xFFFE, 0xE00D),
        SequenceEnd = new(0xFFFE, 0xE0DD);

    public override string ToString() => $"({Group:X4},{Element:X4})";
}
