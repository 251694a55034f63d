using System.Buffers.Binary;

namespace FcnEngine.Data.Dicom;

/// <summary>
/// RLE Lossless (PS3.5 G): a 64-byte header with segment offsets, then one PackBits segment per byte of a cell,
/// the most significant first.
/// </summary>
internal static class RleFrame
{
    private const int HeaderBytes = 64;
    // Two bytes of PackBits make at most 128.
    private const int LargestGain = 64;
    private const int MostFragments = 16;
    private const int LargestFrame = 16 << 20;
    private const string Remedy = "the file is damaged";

    /// <summary>The cells of one frame, little endian, as uncompressed pixel data would hold them.</summary>
    public static byte[] Read(DicomFile file, DicomElement element, int pixels, int bytesPerPixel)
    {
        if (element.Length is not null)
            throw file.Elements.Fault(element.ValueOffset, "has plain pixel data in the RLE transfer syntax", Remedy);
        var frame = ReadFragments(file.Elements, element);
        if (frame.Length * LargestGain < (long)pixels * bytesPerPixel)
            throw file.Elements.Fault(element.ValueOffset, $"has {frame.Length} bytes of RLE data, too few for {pixels} pixels", Remedy);
        var cells = new byte[pixels * bytesPerPixel];
        var segments = frame.Length >= HeaderBytes ? BinaryPrimitives.ReadUInt32LittleEndian(frame) : 0;
        if (segments != bytesPerPixel)
            throw file.Elements.Fault(element.ValueOffset, $"has {segments} RLE segments, not {bytesPerPixel}", Remedy);
        for (var s = 0; s < bytesPerPixel; s++)
        {
            var start = BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(4 + 4 * s));
            var end = s + 1 < bytesPerPixel ? BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(8 + 4 * s)) : (uint)frame.Length;
            if (start < HeaderBytes || end < start || end > frame.Length)
                throw file.Elements.Fault(element.ValueOffset, $"has RLE segment {s} from {start} to {end} of {frame.Length} bytes", Remedy);
            if (!Unpack(frame.AsSpan((int)start, (int)(end - start)), cells, bytesPerPixel - 1 - s, bytesPerPixel))
                throw file.Elements.Fault(element.ValueOffset, $"has RLE segment {s} that does not hold {pixels} values", Remedy);
        }
        return cells;
    }

    private static byte[] ReadFragments(DicomElementReader elements, DicomElement element)
    {
        byte[] joined = [];
        for (var index = 0; ; index++)
        {
            var item = elements.Next();
            if (item.Tag == DicomTag.SequenceEnd)
                return joined;
            if (item.Tag != DicomTag.Item || item.Length is not { } length)
                throw elements.Fault(item.ValueOffset, $"{item.Tag} does not belong into packed pixel data", Remedy);
            if (index == 0)
            {
                elements.Skip(item); // The first item is the table of offsets, of no use for one frame.
                continue;
            }
            // A frame is one fragment (PS3.5 G.2), so joining several is not worth a cleverer way; their number is bounded.
            if (index > MostFragments)
                throw elements.Fault(element.ValueOffset, $"has more than {MostFragments} fragments for one frame", Remedy);
            var start = joined.Length;
            if (length > LargestFrame - start)
                throw elements.Fault(item.ValueOffset, $"has more than {LargestFrame} bytes of RLE data", Remedy);
            Array.Resize(ref joined, start + (int)length);
            elements.ReadExactly(joined.AsSpan(start));
        }
    }

    // PackBits: 0..127 copies the next n + 1 bytes, 129..255 repeats the next byte 257 - n times, 128 does nothing.
    private static bool Unpack(ReadOnlySpan<byte> segment, Span<byte> cells, int first, int step)
    {
        int from = 0, to = first;
        while (to < cells.Length)
        {
            if (from >= segment.Length)
                return false;
            var control = segment[from++];
            if (control == 128)
                continue;
            var count = control < 128 ? control + 1 : 257 - control;
            var needed = control < 128 ? count : 1;
            if (segment.Length - from < needed || (cells.Length - to + step - 1) / step < count)
                return false;
            for (var i = 0; i < count; i++, to += step)
                cells[to] = segment[control < 128 ? from + i : from];
            from += needed;
        }
        // One byte may pad the segment to an even length.
        return segment.Length - from <= 1;
    }
}
