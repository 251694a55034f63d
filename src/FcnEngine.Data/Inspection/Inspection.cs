namespace FcnEngine.Data.Inspection;

/// <summary>A frame found while looking, and whether it is for validation; its mask is empty where there is no contour.</summary>
public sealed record InspectedFrame(Sample Sample, bool IsVal = false);

/// <summary>What there is to say of a file or folder, a screenful, and the frames in it that can be drawn.</summary>
public sealed class Inspection
{
    private readonly Lazy<IReadOnlyList<InspectedFrame>> _frames;

    internal Inspection(IReadOnlyList<string> lines, IReadOnlyList<InspectedFrame> frames)
        : this(lines, () => frames)
    {
    }

    /// <param name="lines">What there is to say.</param>
    /// <param name="frames">Reads the frames, once somebody wants to draw them.</param>
    internal Inspection(IReadOnlyList<string> lines, Func<IReadOnlyList<InspectedFrame>> frames) => (Lines, _frames) = (lines, new(frames));

    public IReadOnlyList<string> Lines { get; }

    /// <exception cref="DataException">One of them cannot be read.</exception>
    public IReadOnlyList<InspectedFrame> Frames => _frames.Value;

    /// <summary>
    /// Tells a DICOM file, a contour, a record file, a PNG or .npy picture by its content, a folder by what lies in it.
    /// Usage: <c>foreach (var line in Inspection.Of("IM-0001-0048.dcm").Lines) ..</c>
    /// </summary>
    /// <exception cref="DataException">It does not exist, is damaged, or of no such kind.</exception>
    public static Inspection Of(string path)
    {
        if (Directory.Exists(path))
            return FolderInspector.Inspect(path);
        return FileKinds.Of(path) switch
        {
            FileKind.Dicom => DicomInspector.Inspect(path),
            FileKind.Contour => ContourInspector.Inspect(path),
            FileKind.Records => RecordInspector.Inspect(path),
            FileKind.Png or FileKind.Npy => PictureInspector.Inspect(path),
            FileKind.Checkpoint => throw new DataException(path, "is a checkpoint, which holds no frames", "leave out what draws frames"),
            _ => throw new DataException(path, "is of no kind this program knows", "give a DICOM file, a contour, a record file, a PNG, an .npy array, a checkpoint, or a folder of them", 0),
        };
    }
}
