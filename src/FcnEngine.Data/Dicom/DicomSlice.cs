namespace FcnEngine.Data.Dicom;

/// <summary>A cardiac MR slice to be written: 16-bit signed stored values and what places it in the patient.</summary>
public sealed record DicomSlice
{
    public required string PatientId { get; init; }

    public required string StudyInstanceUid { get; init; }

    public required string SeriesInstanceUid { get; init; }

    public required string FrameOfReferenceUid { get; init; }

    public required string SopInstanceUid { get; init; }

    public string SeriesDescription { get; init; } = "";

    public int SeriesNumber { get; init; } = 1;

    public required int InstanceNumber { get; init; }

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    /// <summary>Row-major [Rows, Columns].</summary>
    public required short[] Pixels { get; init; }

    public required PixelSpacing PixelSpacing { get; init; }

    /// <summary>mm.</summary>
    public required double SliceThickness { get; init; }

    /// <summary>Centre of the first pixel, mm.</summary>
    public required PatientVector Position { get; init; }

    public required PlaneOrientation Orientation { get; init; }

    /// <summary>Milliseconds after the R wave.</summary>
    public required double TriggerTime { get; init; }

    /// <summary>Milliseconds from beat to beat.</summary>
    public required double NominalInterval { get; init; }

    /// <summary>Phases of the series.</summary>
    public required int CardiacImages { get; init; }
}
