using System.Buffers.Binary;

namespace FcnEngine.Data.Records;

/// <summary>The bytes of one tf.train.Example -> a checked sample.</summary>
internal static class SampleDecoder
{
    /// <exception cref="ProtoFault">The record is not one of the lab's, or its sizes or labels do not hold.</exception>
    public static Sample Decode(ReadOnlySpan<byte> record, FrameSize? expected)
    {
        var features = ExampleMessage.Read(record);
        var height = Integer(features, RecordSchema.Height);
        var width = Integer(features, RecordSchema.Width);
        if (features.TryGetValue(RecordSchema.Depth, out var depth) && depth.Integers is not [1])
            throw new ProtoFault(depth.Offset, "depth is not 1");
        if (height is < 1 or > 1 << 14 || width is < 1 or > 1 << 14)
            throw new ProtoFault(features[RecordSchema.Height].Offset, $"a size of {height}x{width} cannot be");
        if (expected is { } size && (height != size.Height || width != size.Width))
            throw new ProtoFault(features[RecordSchema.Height].Offset, $"the frame is {height}x{width} where {size} is needed");

        var label = Bytes(features, record, RecordSchema.Label, out var labelOffset);
        if (label.Length != height * width)
            throw new ProtoFault(labelOffset, $"{RecordSchema.Label} has {label.Length} bytes, {height}x{width} needs {height * width}");
        var bad = label.IndexOfAnyExceptInRange((byte)0, (byte)1);
        if (bad >= 0)
            throw new ProtoFault(labelOffset + bad, $"label {label[bad]} at row {bad / width}, column {bad % width} is neither 0 nor 1");

        return new Sample
        {
            Height = (int)height,
            Width = (int)width,
            Pixels = Pixels(features, record, (int)(height * width)),
            Mask = label.ToArray(),
            Name = Text(features, record, RecordSchema.Name),
            Patient = Text(features, record, RecordSchema.Patient),
            PixelSpacing = Floats(features, RecordSchema.Spacing, 2) is [var row, var column] ? new PixelSpacing(row, column) : null,
            SlicePosition = Floats(features, RecordSchema.Position, 1) is [var position] ? position : null,
        };
    }

    private static int[] Pixels(Dictionary<string, Feature> features, ReadOnlySpan<byte> record, int count)
    {
        var key = Array.Find(RecordSchema.ImageFeatures, features.ContainsKey)
            ?? throw new ProtoFault(0, $"there is no feature {string.Join(" or ", RecordSchema.ImageFeatures)}");
        var raw = Bytes(features, record, key, out var offset);
        if (raw.Length != count && raw.Length != 2L * count && raw.Length != 8L * count)
            throw new ProtoFault(offset, $"{key} has {raw.Length} bytes, {count} pixels need {count}, {2L * count} or {8L * count}");
        var pixels = new int[count];
        switch (raw.Length / count)
        {
            case 1:
                for (var i = 0; i < count; i++)
                    pixels[i] = raw[i];
                break;
            case 2:
                for (var i = 0; i < count; i++)
                    pixels[i] = BinaryPrimitives.ReadInt16LittleEndian(raw[(2 * i)..]);
                break;
            default:
                for (var i = 0; i < count; i++)
                {
                    var value = BinaryPrimitives.ReadInt64LittleEndian(raw[(8 * i)..]);
                    if (value != (int)value)
                        throw new ProtoFault(offset + 8 * i, $"pixel {value} is beyond 32 bits");
                    pixels[i] = (int)value;
                }
                break;
        }
        return pixels;
    }

    private static long Integer(Dictionary<string, Feature> features, string key)
    {
        var feature = Find(features, key);
        return feature is { Kind: FeatureKind.Integers, Integers: [var value] }
            ? value
            : throw new ProtoFault(feature.Offset, $"feature {key} is not one integer");
    }

    private static ReadOnlySpan<byte> Bytes(Dictionary<string, Feature> features, ReadOnlySpan<byte> record, string key, out int offset)
    {
        var feature = Find(features, key);
        if (feature.Kind != FeatureKind.Bytes)
            throw new ProtoFault(feature.Offset, $"feature {key} is not bytes");
        offset = feature.Offset;
        return record.Slice(feature.Offset, feature.Length);
    }

    private static Feature Find(Dictionary<string, Feature> features, string key) =>
        features.TryGetValue(key, out var feature) ? feature : throw new ProtoFault(0, $"there is no feature {key}");

    private static string Text(Dictionary<string, Feature> features, ReadOnlySpan<byte> record, string key)
    {
        const int longest = 1024;
        if (!features.ContainsKey(key))
            return "";
        var bytes = Bytes(features, record, key, out var offset);
        if (bytes.Length > longest)
            throw new ProtoFault(offset, $"feature {key} is a text of {bytes.Length} bytes, more than {longest}");
        return ProtoReader.Utf8(bytes, offset);
    }

    private static float[] Floats(Dictionary<string, Feature> features, string key, int count)
    {
        if (!features.TryGetValue(key, out var feature))
            return [];
        if (feature.Kind != FeatureKind.Floats || feature.Floats.Length != count || !Array.TrueForAll(feature.Floats, float.IsFinite))
            throw new ProtoFault(feature.Offset, $"feature {key} is not {count} finite float(s)");
        return feature.Floats;
    }
}
