using System.Text.Json;
using FcnEngine.Data;

namespace FcnEngine.Training.Checkpoints;

/// <summary>Walks the JSON of a header once, strictly: nothing unknown, nothing twice, nothing missing.</summary>
/// <param name="json">The object and nothing but spaces after it.</param>
/// <param name="path">For messages.</param>
/// <param name="dataLength">Bytes that follow the header.</param>
internal sealed class SafetensorsHeaderParser(byte[] json, string path, long dataLength)
{
    private const int MostDimensions = 8;

    /// <summary>Names in one object: more tensors than any network of this program has.</summary>
    private const int MostNames = 10_000;

    private readonly Dictionary<string, string> _metadata = [];
    private readonly List<TensorEntry> _tensors = [];
    private int _checksumAt = -1;

    /// <returns>The texts, the tensors in the order of their bytes, and where in the JSON the checksum's digits are (-1: nowhere).</returns>
    public (IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<TensorEntry> Tensors, int ChecksumAt) Parse()
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
        try
        {
            Walk(ref reader);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name or text that is not UTF-8.
            throw Fault("has a header that is not sound JSON", reader.BytesConsumed, fault);
        }

        CheckPlaces();
        return (_metadata, _tensors, _checksumAt);
    }

    private void Walk(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "an object");
        var names = new HashSet<string>();
        while (ReadName(ref reader, names, out var name))
        {
            if (name == SafetensorsHeader.MetadataKey) ReadMetadata(ref reader);
            else _tensors.Add(ReadTensor(ref reader, name));
        }

        while (reader.Read()) throw Fault("has more than one object in its header", reader.TokenStartIndex);
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "an object of texts");
        var names = new HashSet<string>();
        while (ReadName(ref reader, names, out var name))
        {
            Expect(ref reader, JsonTokenType.String, "a text");
            _metadata.Add(name, reader.GetString()!);
            if (name != SafetensorsHeader.ChecksumKey) continue;
            if (reader.ValueSpan.Length != SafetensorsHeader.ChecksumDigits || reader.ValueIsEscaped)
                throw Fault($"has a {name} that is not {SafetensorsHeader.ChecksumDigits} digits", reader.TokenStartIndex);
            _checksumAt = (int)reader.TokenStartIndex + 1;
        }
    }

    private TensorEntry ReadTensor(ref Utf8JsonReader reader, string tensor)
    {
        var at = reader.TokenStartIndex;
        Expect(ref reader, JsonTokenType.StartObject, "an object");
        string? type = null;
        List<long>? shape = null, offsets = null;
        var names = new HashSet<string>();
        while (ReadName(ref reader, names, out var name))
        {
            switch (name)
            {
                case "dtype":
                    Expect(ref reader, JsonTokenType.String, "a text");
                    type = reader.GetString()!;
                    break;
                case "shape":
                    shape = ReadNumbers(ref reader, MostDimensions);
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(ref reader, 2);
                    break;
                default:
                    throw Fault($"gives tensor {tensor} an unknown field '{name}'", reader.TokenStartIndex);
            }
        }

        if (type is null || shape is null || offsets is not [var begin, var end]) throw Fault($"does not give tensor {tensor} dtype, shape and data_offsets", at);
        var size = TensorEntry.SizeOf(type);
        if (size == 0) throw Fault($"gives tensor {tensor} an unknown dtype '{type}'", at);
        if (begin > end || end > dataLength) throw Fault($"puts tensor {tensor} at [{begin}, {end}) of {dataLength} bytes", at);
        if (ByteLength(shape, size) != end - begin) throw Fault($"gives tensor {tensor} {end - begin} bytes, its shape ({string.Join(", ", shape)}) needs others", at);
        return new TensorEntry(tensor, type, shape, begin, end);
    }

    /// <summary>Bytes of a shape, or -1 where they are more than a long holds.</summary>
    private static long ByteLength(List<long> shape, long size)
    {
        try
        {
            return shape.Aggregate(size, (product, extent) => checked(product * extent));
        }
        catch (OverflowException)
        {
            return -1;
        }
    }

    private List<long> ReadNumbers(ref Utf8JsonReader reader, int most)
    {
        Expect(ref reader, JsonTokenType.StartArray, "a list of numbers");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
                throw Fault("has something else than a whole number from 0 on in a list", reader.TokenStartIndex);
            if (numbers.Count == most) throw Fault($"has a list of more than {most} numbers", reader.TokenStartIndex);
            numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>The tensors must lie one behind the other from the first byte to the last.</summary>
    private void CheckPlaces()
    {
        // By end where begins are equal, so that an empty tensor comes before its neighbour.
        _tensors.Sort((left, right) => left.Begin != right.Begin ? left.Begin.CompareTo(right.Begin) : left.End.CompareTo(right.End));
        long next = 0;
        foreach (var tensor in _tensors)
        {
            if (tensor.Begin != next)
                throw Fault(tensor.Begin < next ? $"has tensor {tensor.Name} overlap another" : $"has a hole of {tensor.Begin - next} bytes before tensor {tensor.Name}", json.Length + next);
            next = tensor.End;
        }

        if (next != dataLength) throw Fault($"has {dataLength - next} bytes that belong to no tensor", json.Length + next);
    }

    private bool ReadName(ref Utf8JsonReader reader, HashSet<string> seen, out string name)
    {
        name = "";
        if (!reader.Read()) throw Fault("has a header that ends too early", reader.BytesConsumed);
        if (reader.TokenType == JsonTokenType.EndObject) return false;
        name = reader.GetString()!;
        if (!seen.Add(name)) throw Fault($"names '{name}' twice", reader.TokenStartIndex);
        if (seen.Count > MostNames) throw Fault($"has more than {MostNames} names in an object of its header", reader.TokenStartIndex);
        return true;
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (!reader.Read() || reader.TokenType != type) throw Fault($"does not have {what} where it should", reader.TokenStartIndex);
    }

    private DataException Fault(string problem, long jsonOffset, Exception? inner = null) =>
        new(path, problem, SafetensorsHeader.Remedy, SafetensorsHeader.LengthBytes + jsonOffset, inner: inner);
}
