using FcnEngine.Data.Records;
using FcnEngine.Data.Splits;

namespace FcnEngine.Data.Preparation;

/// <summary>What to make records of, and where.</summary>
public sealed record PreparationOptions
{
    /// <summary>The folder with the frames; its arrangement is recognized.</summary>
    public required string Source { get; init; }

    /// <summary>Where <c>train_images.tfrecords</c>, <c>val_images.tfrecords</c> and <c>split.csv</c> go; made when missing.</summary>
    public required string DataFolder { get; init; }

    public SplitOptions Split { get; init; } = new();

    public Compression Compression { get; init; } = Compression.None;

    /// <summary>Frames of another size are skipped.</summary>
    public FrameSize Size { get; init; } = FrameSize.Lab;
}
