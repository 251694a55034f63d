namespace FcnEngine.Data.Records;

/// <summary>Where one feature's value lies in a record: a slice for bytes, numbers for the rest.</summary>
internal readonly record struct Feature(FeatureKind Kind, int Offset, int Length, long[] Integers, float[] Floats);

internal enum FeatureKind
{
    None,
    Bytes,
    Floats,
    Integers,
}

/// <summary>
/// tf.train.Example, read with bounds: Example.features(1) -> Features.feature(1), a map of key(1) and value(2)
/// -> Feature, one of bytes_list(1), float_list(2), int64_list(3), each with value(1), numbers packed or not.
/// </summary>
internal static class ExampleMessage
{
    private const int MostFeatures = 256;
    private const int MostNumbers = 4096;

    /// <exception cref="ProtoFault">The bytes are not an Example, or one beyond the limits above.</exception>
    public static Dictionary<string, Feature> Read(ReadOnlySpan<byte> record)
    {
        var features = new Dictionary<string, Feature>(StringComparer.Ordinal);
        var example = new ProtoReader(record);
        while (!example.AtEnd)
        {
            if (!Enter(ref example, 1, out var map))
                continue;
            while (!map.AtEnd)
            {
                if (Enter(ref map, 1, out var entry))
                    ReadEntry(entry, features);
            }
        }
        return features;
    }

    private static void ReadEntry(ProtoReader entry, Dictionary<string, Feature> features)
    {
        var start = entry.Offset;
        var key = "";
        var value = new Feature(FeatureKind.None, start, 0, [], []);
        while (!entry.AtEnd)
        {
            var (field, wire) = entry.ReadTag();
            if (field == 1 && wire == ProtoReader.Bytes)
                key = entry.ReadString();
            else if (field == 2 && wire == ProtoReader.Bytes)
                value = ReadFeature(entry.ReadMessage());
            else
                entry.Skip(wire);
        }
        if (!features.TryAdd(key, value))
            throw new ProtoFault(start, $"feature '{key}' stands twice");
        if (features.Count > MostFeatures)
            throw new ProtoFault(start, $"there are more than {MostFeatures} features");
    }

    private static Feature ReadFeature(ProtoReader feature)
    {
        var result = new Feature(FeatureKind.None, feature.Offset, 0, [], []);
        while (!feature.AtEnd)
        {
            var (field, wire) = feature.ReadTag();
            if (wire != ProtoReader.Bytes || field is < 1 or > 3)
            {
                feature.Skip(wire);
                continue;
            }
            var list = feature.ReadMessage();
            result = field switch
            {
                1 => ReadBytesList(list),
                2 => ReadFloatList(list),
                _ => ReadIntegerList(list),
            };
        }
        return result;
    }

    private static Feature ReadBytesList(ProtoReader list)
    {
        var result = new Feature(FeatureKind.Bytes, list.Offset, 0, [], []);
        var count = 0;
        while (!list.AtEnd)
        {
            var (field, wire) = list.ReadTag();
            if (field != 1 || wire != ProtoReader.Bytes)
            {
                list.Skip(wire);
                continue;
            }
            var value = list.ReadBytes(out var offset);
            if (++count > 1)
                throw new ProtoFault(offset, "a feature holds several byte strings where one is expected");
            result = result with { Offset = offset, Length = value.Length };
        }
        return result;
    }

    private static Feature ReadFloatList(ProtoReader list)
    {
        var start = list.Offset;
        var values = new List<float>();
        while (!list.AtEnd)
        {
            var (field, wire) = list.ReadTag();
            if (field == 1 && wire == ProtoReader.Fixed32)
                values.Add(list.ReadFloat());
            else if (field == 1 && wire == ProtoReader.Bytes)
            {
                for (var packed = list.ReadMessage(); !packed.AtEnd && values.Count <= MostNumbers;)
                    values.Add(packed.ReadFloat());
            }
            else
                list.Skip(wire);
            Bound(values.Count, start);
        }
        return new Feature(FeatureKind.Floats, start, 0, [], [.. values]);
    }

    private static Feature ReadIntegerList(ProtoReader list)
    {
        var start = list.Offset;
        var values = new List<long>();
        while (!list.AtEnd)
        {
            var (field, wire) = list.ReadTag();
            if (field == 1 && wire == ProtoReader.Varint)
                values.Add((long)list.ReadVarint());
            else if (field == 1 && wire == ProtoReader.Bytes)
            {
                for (var packed = list.ReadMessage(); !packed.AtEnd && values.Count <= MostNumbers;)
                    values.Add((long)packed.ReadVarint());
            }
            else
                list.Skip(wire);
            Bound(values.Count, start);
        }
        return new Feature(FeatureKind.Integers, start, 0, [.. values], []);
    }

    // The next field, if it is the message wanted; otherwise it is stepped over.
    private static bool Enter(ref ProtoReader reader, int wanted, out ProtoReader message)
    {
        var (field, wire) = reader.ReadTag();
        if (field == wanted && wire == ProtoReader.Bytes)
        {
            message = reader.ReadMessage();
            return true;
        }
        reader.Skip(wire);
        message = default;
        return false;
    }

    private static void Bound(int count, int offset)
    {
        if (count > MostNumbers)
            throw new ProtoFault(offset, $"a feature holds more than {MostNumbers} numbers");
    }
}
