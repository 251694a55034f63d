namespace FcnEngine.Data.Dicom;

/// <summary>A direction or place in the patient's coordinates, mm (x to the left, y to the back, z to the head).</summary>
public readonly record struct PatientVector(double X, double Y, double Z)
{
    public double Dot(PatientVector other) => X * other.X + Y * other.Y + Z * other.Z;

    public PatientVector Cross(PatientVector other) =>
        new(Y * other.Z - Z * other.Y, Z * other.X - X * other.Z, X * other.Y - Y * other.X);
}

/// <summary>Which way rows (to the right in the picture) and columns (down) run in the patient.</summary>
public readonly record struct PlaneOrientation(PatientVector AlongRow, PatientVector DownColumn)
{
    /// <summary>Perpendicular to the slice.</summary>
    public PatientVector Normal => AlongRow.Cross(DownColumn);
}

/// <summary>What a cardiac MR slice says of itself. Absent attributes are empty or null.</summary>
public sealed record DicomHeader
{
    public required string TransferSyntaxUid { get; init; }

    public string SopClassUid { get; init; } = "";

    public string SopInstanceUid { get; init; } = "";

    public string StudyInstanceUid { get; init; } = "";

    public string SeriesInstanceUid { get; init; } = "";

    public string Modality { get; init; } = "";

    public string SeriesDescription { get; init; } = "";

    public string PatientId { get; init; } = "";

    public int? SeriesNumber { get; init; }

    public int? InstanceNumber { get; init; }

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required int BitsAllocated { get; init; }

    public required int BitsStored { get; init; }

    public required int HighBit { get; init; }

    public required bool IsSigned { get; init; }

    /// <summary>MONOCHROME2 (large is bright) or MONOCHROME1 (large is dark); reported, never applied.</summary>
    public required string Photometric { get; init; }

    public int SamplesPerPixel { get; init; } = 1;

    public int NumberOfFrames { get; init; } = 1;

    /// <summary>Reported, never applied: records hold stored values.</summary>
    public double? RescaleSlope { get; init; }

    public double? RescaleIntercept { get; init; }

    public PixelSpacing? PixelSpacing { get; init; }

    /// <summary>mm.</summary>
    public double? SliceThickness { get; init; }

    /// <summary>mm, as the scanner wrote it.</summary>
    public double? SliceLocation { get; init; }

    /// <summary>Centre of the first pixel.</summary>
    public PatientVector? Position { get; init; }

    public PlaneOrientation? Orientation { get; init; }

    /// <summary>Milliseconds after the R wave.</summary>
    public double? TriggerTime { get; init; }

    /// <summary>Milliseconds from beat to beat.</summary>
    public double? NominalInterval { get; init; }

    /// <summary>How many phases the series has.</summary>
    public int? CardiacImages { get; init; }

    public int? TemporalPosition { get; init; }

    public FrameSize Size => new(Rows, Columns);

    /// <summary>Place along the stack's axis, mm: the position's part along the slice normal, else the slice location.</summary>
    public double? SlicePosition =>
        Position is { } position && Orientation is { } orientation ? position.Dot(orientation.Normal) : SliceLocation;

    /// <summary>Share of the heart beat that has passed, from 0, when the file tells.</summary>
    public double? CardiacPhase =>
        TriggerTime is { } time && NominalInterval is > 0 and var beat ? time / beat : null;
}
