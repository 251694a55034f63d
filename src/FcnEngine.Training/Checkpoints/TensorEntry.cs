namespace FcnEngine.Training.Checkpoints;

/// <summary>One tensor of a safetensors file: bytes [Begin, End) of what follows the header, row-major, little-endian.</summary>
internal sealed record TensorEntry(string Name, string DataType, IReadOnlyList<long> Shape, long Begin, long End)
{
    public long ByteLength => End - Begin;

    /// <summary>Bytes of one element; 0 for an unknown type.</summary>
    public static int SizeOf(string dataType) => dataType switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" => 1,
        _ => 0,
    };
}
