using System.Buffers.Binary;
using System.Text;

namespace FcnEngine.Data.Records;

/// <summary>
/// A cursor over one protobuf message (wire format, https://protobuf.dev/programming-guides/encoding).
/// Every length is checked against what is left before it is used; nothing is allocated here.
/// </summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> bytes, int origin = 0)
{
    private static readonly UTF8Encoding s_strictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    /// <summary>Where the cursor stands, counted from the start of the record.</summary>
    public readonly int Offset => origin + _at;

    public readonly bool AtEnd => _at == _bytes.Length;

    public (int Field, int Wire) ReadTag()
    {
        var start = Offset;
        var tag = ReadVarint();
        if (tag is 0 or > uint.MaxValue || tag >> 3 == 0)
            throw new ProtoFault(start, "a field tag is not valid");
        return ((int)(tag >> 3), (int)(tag & 7));
    }

    public ulong ReadVarint()
    {
        var start = Offset;
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (AtEnd)
                throw new ProtoFault(start, "a varint is cut off");
            var piece = _bytes[_at++];
            if (shift == 63 && piece > 1)
                break;
            value |= (ulong)(piece & 0x7F) << shift;
            if (piece < 0x80)
                return value;
        }
        throw new ProtoFault(start, "a varint is longer than 64 bits");
    }

    public ReadOnlySpan<byte> ReadBytes(out int offset)
    {
        var start = Offset;
        var length = ReadVarint();
        if (length > (ulong)(_bytes.Length - _at))
            throw new ProtoFault(start, $"a field of {length} bytes is longer than the {_bytes.Length - _at} left");
        offset = Offset;
        var value = _bytes.Slice(_at, (int)length);
        _at += (int)length;
        return value;
    }

    public ProtoReader ReadMessage()
    {
        var bytes = ReadBytes(out var offset);
        return new ProtoReader(bytes, offset);
    }

    public string ReadString()
    {
        var bytes = ReadBytes(out var offset);
        return Utf8(bytes, offset);
    }

    public float ReadFloat()
    {
        if (_bytes.Length - _at < 4)
            throw new ProtoFault(Offset, "a float is cut off");
        var value = BinaryPrimitives.ReadSingleLittleEndian(_bytes[_at..]);
        _at += 4;
        return value;
    }

    /// <summary>Steps over a field nobody asked for. Groups ended with proto2 and are refused.</summary>
    public void Skip(int wire)
    {
        var start = Offset;
        var fixedBytes = 0;
        switch (wire)
        {
            case Varint:
                ReadVarint();
                break;
            case Fixed64:
                fixedBytes = 8;
                break;
            case Bytes:
                ReadBytes(out _);
                break;
            case Fixed32:
                fixedBytes = 4;
                break;
            default:
                throw new ProtoFault(start, $"wire type {wire} is not one a record uses");
        }
        if (_bytes.Length - _at < fixedBytes)
            throw new ProtoFault(start, "a fixed-size field is cut off");
        _at += fixedBytes;
    }

    public static string Utf8(ReadOnlySpan<byte> bytes, int offset)
    {
        try
        {
            return s_strictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new ProtoFault(offset, "a text is not UTF-8");
        }
    }
}

/// <summary>What is wrong with a message and where in the record; the file reader adds the file.</summary>
internal sealed class ProtoFault(int offset, string problem) : Exception(problem)
{
    public int Offset { get; } = offset;
}
