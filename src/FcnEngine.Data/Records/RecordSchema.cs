namespace FcnEngine.Data.Records;

/// <summary>How wide a pixel is in a record: unsigned 8 bit, signed 16 bit or signed 64 bit.</summary>
public enum PixelWidth
{
    OneByte = 1,
    TwoBytes = 2,
    EightBytes = 8,
}

/// <summary>
/// The features of a record. The lab writes <c>img_raw</c> with int64 pixels; a later edition calls it <c>image_raw</c>.
/// A reader takes both names and all three widths; a writer uses the lab's unless told otherwise.
/// </summary>
public sealed record RecordSchema
{
    public static RecordSchema Lab { get; } = new();

    public string ImageFeature { get; init; } = "img_raw";

    public PixelWidth PixelWidth { get; init; } = PixelWidth.EightBytes;

    internal static readonly string[] ImageFeatures = ["img_raw", "image_raw"];
    internal const string Label = "label_raw", Height = "height", Width = "width", Depth = "depth",
        Name = "name", Patient = "patient", Spacing = "pixel_spacing", Position = "slice_position";
}

/// <summary>How a record file is packed. The name of the file does not change with it.</summary>
public enum Compression
{
    None,
    GZip,
}
