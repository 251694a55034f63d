using System.Buffers.Binary;
using System.Text;

namespace FcnEngine.Fuzz.Formats;

/// <summary>DICOM elements as bytes, one part each; written from PS3.5, apart from the engine's own writer.</summary>
internal sealed class DicomParts(bool isExplicit)
{
    private const uint Undefined = uint.MaxValue;

    private readonly List<byte[]> _parts = [];

    public byte[][] All => [.. _parts];

    public static DicomParts Begin(string transferSyntax, bool isExplicit)
    {
        var file = new DicomParts(isExplicit: true);
        file._parts.Add([.. new byte[128], .. "DICM"u8]);
        file.Element(0x0002, 0x0001, "OB", [0, 1]);
        file.Text(0x0002, 0x0010, "UI", transferSyntax);
        var body = new DicomParts(isExplicit);
        body._parts.AddRange(file._parts);
        return body;
    }

    public DicomParts Text(ushort group, ushort element, string vr, string value) =>
        Element(group, element, vr, Encoding.ASCII.GetBytes(value.Length % 2 == 0 ? value : value + (vr == "UI" ? '\0' : ' ')));

    public DicomParts Short(ushort group, ushort element, ushort value) => Element(group, element, "US", BitConverter.GetBytes(value));

    public DicomParts Element(ushort group, ushort element, string vr, byte[] value, bool undefined = false)
    {
        var length = undefined ? Undefined : (uint)value.Length;
        byte[] head = !isExplicit || group == 0xFFFE ? BitConverter.GetBytes(length)
            : vr is "OB" or "OW" or "SQ" or "UN" or "UT" ? [(byte)vr[0], (byte)vr[1], 0, 0, .. BitConverter.GetBytes(length)]
            : [(byte)vr[0], (byte)vr[1], .. BitConverter.GetBytes((ushort)length)];
        var tag = new byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(tag, group);
        BinaryPrimitives.WriteUInt16LittleEndian(tag.AsSpan(2), element);
        _parts.Add([.. tag, .. head, .. value]);
        return this;
    }

    /// <summary>A sequence of undefined length that holds another one and a private element.</summary>
    public DicomParts Sequence() => Element(0x0008, 0x1140, "SQ", [], undefined: true)
        .Element(0xFFFE, 0xE000, "", [], undefined: true)
        .Text(0x0008, 0x1155, "UI", "1.2.3")
        .Element(0x0008, 0x1199, "SQ", [], undefined: true).Element(0xFFFE, 0xE000, "", [1, 0, 2, 0]).Element(0xFFFE, 0xE0DD, "", [])
        .Element(0xFFFE, 0xE00D, "", [])
        .Element(0xFFFE, 0xE0DD, "", [])
        .Element(0x0009, 0x1001, "UN", [1, 2, 3, 4]);

    public DicomParts Acquisition() => Text(0x0008, 0x0060, "CS", "MR")
        .Text(0x0018, 0x0050, "DS", "8")
        .Text(0x0018, 0x1060, "DS", "45")
        .Text(0x0018, 0x1062, "IS", "900")
        .Text(0x0020, 0x0013, "IS", "48")
        .Text(0x0020, 0x0032, "DS", "-12.5\\30\\1e1")
        .Text(0x0020, 0x0037, "DS", "1\\0\\0\\0\\1\\0");

    public DicomParts Image(ushort rows, ushort columns, ushort bits, ushort stored, bool signed) => Short(0x0028, 0x0002, 1)
        .Text(0x0028, 0x0004, "CS", "MONOCHROME2")
        .Short(0x0028, 0x0010, rows)
        .Short(0x0028, 0x0011, columns)
        .Text(0x0028, 0x0030, "DS", "1.25\\1.25")
        .Short(0x0028, 0x0100, bits)
        .Short(0x0028, 0x0101, stored)
        .Short(0x0028, 0x0102, (ushort)(stored - 1))
        .Short(0x0028, 0x0103, signed ? (ushort)1 : (ushort)0);

    public DicomParts Pixels(byte[] cells) => Element(0x7FE0, 0x0010, "OW", cells);

    public DicomParts Fragments(params byte[][] fragments)
    {
        Element(0x7FE0, 0x0010, "OB", [], undefined: true).Element(0xFFFE, 0xE000, "", []);
        foreach (var fragment in fragments)
            Element(0xFFFE, 0xE000, "", fragment);
        return Element(0xFFFE, 0xE0DD, "", []);
    }
}
