using System.Buffers.Binary;
using System.Text;

namespace FcnEngine.Data.Records;

/// <summary>Appends protobuf fields to a growing buffer; nested messages are written whole.</summary>
internal sealed class ProtoWriter
{
    private byte[] _bytes = new byte[256];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public void WriteBytes(int field, ReadOnlySpan<byte> value)
    {
        WriteVarint((ulong)field << 3 | ProtoReader.Bytes);
        WriteVarint((ulong)value.Length);
        value.CopyTo(Reserve(value.Length));
    }

    public void WriteString(int field, string value) => WriteBytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A number, an enum or a truth value.</summary>
    public void WriteVarint(int field, long value)
    {
        WriteVarint((ulong)field << 3 | ProtoReader.Varint);
        WriteVarint((ulong)value);
    }

    public void WriteDouble(int field, double value)
    {
        WriteVarint((ulong)field << 3 | ProtoReader.Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(Reserve(8), value);
    }

    public void WritePackedFloats(int field, ReadOnlySpan<float> values)
    {
        WriteVarint((ulong)field << 3 | ProtoReader.Bytes);
        WriteVarint((ulong)values.Length * 4);
        foreach (var value in values)
            BinaryPrimitives.WriteSingleLittleEndian(Reserve(4), value);
    }

    public void WritePackedVarint(int field, long value)
    {
        Span<byte> packed = stackalloc byte[10];
        var length = 0;
        var rest = (ulong)value;
        do
        {
            packed[length++] = (byte)(rest & 0x7F | (rest > 0x7F ? 0x80u : 0u));
            rest >>= 7;
        } while (rest != 0);
        WriteBytes(field, packed[..length]);
    }

    private void WriteVarint(ulong value)
    {
        while (value > 0x7F)
        {
            Reserve(1)[0] = (byte)(value | 0x80);
            value >>= 7;
        }
        Reserve(1)[0] = (byte)value;
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _length < count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, checked(_length + count)));
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }
}
