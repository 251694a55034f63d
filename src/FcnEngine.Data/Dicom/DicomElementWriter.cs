using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace FcnEngine.Data.Dicom;

/// <summary>Appends explicit little-endian elements; the caller keeps tags in ascending order.</summary>
internal sealed class DicomElementWriter(Stream stream)
{
    public void Text(DicomTag tag, string vr, string value)
    {
        var bytes = Encoding.ASCII.GetBytes(value);
        // Values have an even length: identifiers are padded with 0, all other text with a blank.
        if (bytes.Length % 2 != 0)
            bytes = [.. bytes, vr == "UI" ? (byte)0 : (byte)' '];
        Head(tag, vr, bytes.Length);
        stream.Write(bytes);
    }

    public void Short(DicomTag tag, int value)
    {
        Head(tag, "US", 2);
        Write16((ushort)value);
    }

    public void SignedShort(DicomTag tag, int value)
    {
        Head(tag, "SS", 2);
        Write16((ushort)(short)value);
    }

    public void Long(DicomTag tag, uint value)
    {
        Head(tag, "UL", 4);
        Write32(value);
    }

    /// <summary>Decimal strings of at most 16 characters each, between backslashes.</summary>
    public void Decimals(DicomTag tag, params ReadOnlySpan<double> values)
    {
        var parts = new string[values.Length];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = values[i].ToString("0.######", CultureInfo.InvariantCulture);
        Text(tag, "DS", string.Join('\\', parts));
    }

    public void Integer(DicomTag tag, int value) => Text(tag, "IS", value.ToString(CultureInfo.InvariantCulture));

    public void Bytes(DicomTag tag, ReadOnlySpan<byte> value)
    {
        Head(tag, "OB", value.Length);
        stream.Write(value);
    }

    public void Words(DicomTag tag, ReadOnlySpan<short> values)
    {
        Head(tag, "OW", 2 * values.Length);
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes(values));
            return;
        }
        foreach (var value in values)
            Write16((ushort)value);
    }

    private void Head(DicomTag tag, string vr, int length)
    {
        Write16(tag.Group);
        Write16(tag.Element);
        stream.Write(Encoding.ASCII.GetBytes(vr));
        if (vr is "OB" or "OW")
        {
            Write16(0);
            Write32((uint)length);
        }
        else
            Write16(checked((ushort)length));
    }

    private void Write16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    private void Write32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }
}
