using System.Buffers.Binary;
using System.Text;
using FcnEngine.Data.Dicom;

namespace FcnEngine.Data.Tests.Support;

/// <summary>Writes DICOM bytes element by element, sound or not, in explicit or implicit little endian.</summary>
internal sealed class DicomBuilder
{
    public const uint Undefined = uint.MaxValue;

    private readonly List<byte> _body = [];

    public string TransferSyntax { get; init; } = Data.Dicom.TransferSyntax.ExplicitLittleEndian;

    public byte[] Preamble { get; init; } = new byte[128];

    private bool IsExplicit => TransferSyntax != Data.Dicom.TransferSyntax.ImplicitLittleEndian;

    public DicomBuilder Element(DicomTag tag, string vr, ReadOnlySpan<byte> value, uint? length = null)
    {
        Head(tag, vr, length ?? (uint)value.Length);
        _body.AddRange(value);
        return this;
    }

    public DicomBuilder Text(DicomTag tag, string vr, string value) =>
        Element(tag, vr, Encoding.ASCII.GetBytes(value.Length % 2 == 0 ? value : value + ' '));

    public DicomBuilder Short(DicomTag tag, int value) => Element(tag, "US", [(byte)value, (byte)(value >> 8)]);

    /// <summary>An item, delimiter or anything else without a value representation.</summary>
    public DicomBuilder Bare(ushort group, ushort element, uint length, ReadOnlySpan<byte> value = default)
    {
        Span<byte> head = stackalloc byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(head, group);
        BinaryPrimitives.WriteUInt16LittleEndian(head[2..], element);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], length);
        _body.AddRange(head);
        _body.AddRange(value);
        return this;
    }

    public DicomBuilder Item(uint length, ReadOnlySpan<byte> value = default) => Bare(0xFFFE, 0xE000, length, value);

    public DicomBuilder ItemEnd() => Bare(0xFFFE, 0xE00D, 0);

    public DicomBuilder SequenceEnd() => Bare(0xFFFE, 0xE0DD, 0);

    /// <summary>What every image needs before its pixel data.</summary>
    public DicomBuilder Image(int rows, int columns, int bits = 16, int stored = 0, bool signed = false, string photometric = "MONOCHROME2", int? highBit = null)
    {
        stored = stored == 0 ? bits : stored;
        return Short(DicomTag.SamplesPerPixel, 1)
            .Text(DicomTag.PhotometricInterpretation, "CS", photometric)
            .Short(DicomTag.Rows, rows)
            .Short(DicomTag.Columns, columns)
            .Short(DicomTag.BitsAllocated, bits)
            .Short(DicomTag.BitsStored, stored)
            .Short(DicomTag.HighBit, highBit ?? stored - 1)
            .Short(DicomTag.PixelRepresentation, signed ? 1 : 0);
    }

    public DicomBuilder Pixels(ReadOnlySpan<byte> cells) => Element(DicomTag.PixelData, "OW", cells);

    public byte[] Build()
    {
        var meta = new DicomBuilder().Text(DicomTag.TransferSyntaxUid, "UI", TransferSyntax)._body;
        return [.. Preamble, .. "DICM"u8, .. meta, .. _body];
    }

    public DicomImage Read() => Read(Build());

    public static DicomImage Read(byte[] bytes) => DicomReader.ReadImage(new MemoryStream(bytes), "test.dcm");

    public static byte[] Words(params ReadOnlySpan<ushort> words)
    {
        var bytes = new byte[2 * words.Length];
        for (var i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), words[i]);
        return bytes;
    }

    private void Head(DicomTag tag, string vr, uint length)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16LittleEndian(head, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(head[2..], tag.Element);
        var size = 8;
        if (!IsExplicit)
            BinaryPrimitives.WriteUInt32LittleEndian(head[4..], length);
        else
        {
            head[4] = (byte)vr[0];
            head[5] = (byte)vr[1];
            if (vr is "OB" or "OW" or "SQ" or "UN" or "UT")
            {
                BinaryPrimitives.WriteUInt32LittleEndian(head[8..], length);
                size = 12;
            }
            else
                BinaryPrimitives.WriteUInt16LittleEndian(head[6..], (ushort)length);
        }
        _body.AddRange(head[..size]);
    }
}
