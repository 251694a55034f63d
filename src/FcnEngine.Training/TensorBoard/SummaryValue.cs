using System.Text;
using FcnEngine.Data.Records;

namespace FcnEngine.Training.TensorBoard;

/// <summary>One tagged value of an event, as the plugin that shows it wants it.</summary>
/// <remarks>
/// Source: tensorflow/core/framework/summary.proto (Summary.Value: tag 1, tensor 8, metadata 9; SummaryMetadata: plugin_data 1,
/// summary_description 3, data_class 4), and the plugins' own summary_v2.
/// </remarks>
public sealed class SummaryValue
{
    private const int TagField = 1, TensorField = 8, MetadataField = 9;
    private const int PluginField = 1, DescriptionField = 3, DataClassField = 4;

    private SummaryValue(string tag, ReadOnlyMemory<byte> message) => (Tag, Message) = (tag, message);

    private enum DataClass
    {
        Scalar = 1,
        Tensor = 2,
        BlobSequence = 3,
    }

    public string Tag { get; }

    /// <summary>The Summary.Value message.</summary>
    internal ReadOnlyMemory<byte> Message { get; }

    /// <summary>A point of a curve.</summary>
    public static SummaryValue Scalar(string tag, float value) =>
        Make(tag, TensorMessage.Scalar(value), "scalars", [], DataClass.Scalar);

    /// <summary>A picture.</summary>
    /// <param name="png">The bytes of a PNG file of this size.</param>
    public static SummaryValue Image(string tag, int height, int width, ReadOnlyMemory<byte> png, string description = "") =>
        Make(tag, TensorMessage.Strings([Ascii(width), Ascii(height), png]), "images", [], DataClass.BlobSequence, description);

    /// <summary>How values are distributed.</summary>
    public static SummaryValue Histogram(string tag, HistogramBuckets buckets, string description = "") =>
        Make(tag, TensorMessage.Floats(buckets.ToRows(), buckets.Count, 3), "histograms", [], DataClass.Tensor, description);

    /// <summary>A text in Markdown.</summary>
    public static SummaryValue Text(string tag, string markdown) =>
        Make(tag, TensorMessage.Strings([Encoding.UTF8.GetBytes(markdown)]), "text", [], DataClass.Tensor);

    /// <summary>A message for the hparams plugin, which reads only the metadata and wants an empty tensor.</summary>
    internal static SummaryValue Hparams(string tag, ReadOnlySpan<byte> content) =>
        Make(tag, TensorMessage.Floats([], 0), "hparams", content, DataClass.Tensor);

    private static SummaryValue Make(
        string tag, ReadOnlySpan<byte> tensor, string plugin, ReadOnlySpan<byte> content, DataClass dataClass, string description = "")
    {
        var pluginData = new ProtoWriter();
        pluginData.WriteString(1, plugin);
        if (content.Length > 0) pluginData.WriteBytes(2, content);
        var metadata = new ProtoWriter();
        metadata.WriteBytes(PluginField, pluginData.Written);
        if (description.Length > 0) metadata.WriteString(DescriptionField, description);
        metadata.WriteVarint(DataClassField, (int)dataClass);

        var value = new ProtoWriter();
        value.WriteString(TagField, tag);
        value.WriteBytes(TensorField, tensor);
        value.WriteBytes(MetadataField, metadata.Written);
        return new SummaryValue(tag, value.Written.ToArray());
    }

    private static byte[] Ascii(int number) => Encoding.ASCII.GetBytes(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
