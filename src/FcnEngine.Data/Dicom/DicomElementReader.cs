using System.Buffers.Binary;
using System.Text;

namespace FcnEngine.Data.Dicom;

/// <summary>The head of one element; <see cref="Length"/> is null when it is undefined and ends at a delimiter.</summary>
internal readonly record struct DicomElement(DicomTag Tag, string Vr, uint? Length, long ValueOffset);

/// <summary>
/// Walks the elements of a data set (PS3.5, 7.1) over a stream. Lengths are checked against what the file has left before
/// anything is read or skipped; nested sequences are walked with a counter, not by recursion.
/// </summary>
internal sealed class DicomElementReader(Stream stream, string path)
{
    private const int DeepestNesting = 64;
    private const int LongestValue = 1 << 16;

    private readonly long _length = stream.Length;
    private readonly byte[] _head = new byte[8];

    /// <summary>Group 2 is always explicit; the data set is as the transfer syntax says.</summary>
    public bool IsExplicit { get; set; } = true;

    public long Position => stream.Position;

    public long Remaining => _length - stream.Position;

    public bool AtEnd => Remaining == 0;

    /// <summary>The next tag without moving on; null at the end.</summary>
    public DicomTag? Peek()
    {
        if (Remaining < 4)
            return null;
        Fill(4);
        stream.Position -= 4;
        return TagOf(_head);
    }

    public DicomElement Next()
    {
        var start = Position;
        Fill(8);
        var tag = TagOf(_head);
        // Delimiters and items have no value representation in any syntax.
        if (!IsExplicit || tag.Group == 0xFFFE)
            return Checked(tag, "", BinaryPrimitives.ReadUInt32LittleEndian(_head.AsSpan(4)), start);
        var vr = Encoding.Latin1.GetString(_head, 4, 2);
        if (!char.IsAsciiLetterUpper(vr[0]) || !char.IsAsciiLetterUpper(vr[1]))
            throw Fault(start, $"element {tag} has no value representation", "the file is damaged, or its transfer syntax is not what it says");
        uint length = BinaryPrimitives.ReadUInt16LittleEndian(_head.AsSpan(6));
        if (vr is "OB" or "OD" or "OF" or "OL" or "OV" or "OW" or "SQ" or "SV" or "UC" or "UN" or "UR" or "UT" or "UV")
        {
            Fill(4);
            length = BinaryPrimitives.ReadUInt32LittleEndian(_head);
        }
        return Checked(tag, vr, length, start);
    }

    /// <summary>The value of an element of defined length.</summary>
    public byte[] ReadValue(DicomElement element)
    {
        if (element.Length is not { } length)
            throw Fault(element.ValueOffset, $"element {element.Tag} has an undefined length", "the file is damaged");
        if (length > LongestValue)
            throw Fault(element.ValueOffset, $"element {element.Tag} has a value of {length} bytes, more than {LongestValue}", "the file is damaged");
        var value = new byte[length];
        stream.ReadExactly(value);
        return value;
    }

    /// <summary>Reads raw bytes whose number was checked against <see cref="Remaining"/>.</summary>
    public void ReadExactly(Span<byte> target) => stream.ReadExactly(target);

    /// <summary>Steps over a value, nested sequences of undefined length included.</summary>
    public void Skip(DicomElement element)
    {
        if (element.Length is { } length)
        {
            stream.Position += length;
            return;
        }
        if (element.Vr is not ("SQ" or "UN" or ""))
            throw Fault(element.ValueOffset, $"element {element.Tag} of type {element.Vr} has an undefined length", "the file is damaged");
        SkipNested(element);
    }

    // Items and sequences of undefined length alternate; the depth counts both. The stack remembers what explicitness
    // to return to, since a sequence stored as UN is implicit inside (PS3.5, 6.2.2 note 2).
    private void SkipNested(DicomElement outermost)
    {
        var open = new Stack<(bool InItem, bool WasExplicit)>();
        open.Push((false, IsExplicit));
        if (outermost.Vr == "UN")
            IsExplicit = false;
        while (open.Count > 0)
        {
            if (open.Count > 2 * DeepestNesting)
                throw Fault(Position, $"sequences are nested deeper than {DeepestNesting}", "the file is damaged");
            var next = Next();
            var (inItem, wasExplicit) = open.Peek();
            if (next.Tag == (inItem ? DicomTag.ItemEnd : DicomTag.SequenceEnd))
            {
                if (next.Length is not 0)
                    throw Fault(next.ValueOffset, $"delimiter {next.Tag} has a length", "the file is damaged");
                IsExplicit = wasExplicit;
                open.Pop();
            }
            else if (next.Tag.Group == 0xFFFE != !inItem || (!inItem && next.Tag != DicomTag.Item))
                throw Fault(next.ValueOffset, $"{next.Tag} does not belong {(inItem ? "into an item" : "between items")}", "the file is damaged");
            else if (next.Length is { } length)
                stream.Position += length;
            else
            {
                open.Push((!inItem, IsExplicit));
                if (inItem && next.Vr is not ("SQ" or "UN" or ""))
                    throw Fault(next.ValueOffset, $"element {next.Tag} of type {next.Vr} has an undefined length", "the file is damaged");
                if (next.Vr == "UN")
                    IsExplicit = false;
            }
        }
    }

    private DicomElement Checked(DicomTag tag, string vr, uint length, long start)
    {
        if (length == uint.MaxValue)
            return new DicomElement(tag, vr, null, Position);
        if (length > Remaining)
            throw Fault(start, $"element {tag} claims {length} bytes where {Remaining} are left", "the file is truncated or damaged");
        return new DicomElement(tag, vr, length, Position);
    }

    private void Fill(int count)
    {
        if (Remaining < count)
            throw Fault(Position, "the file ends inside an element", "the file is truncated");
        stream.ReadExactly(_head, 0, count);
    }

    private static DicomTag TagOf(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));

    public DataException Fault(long offset, string problem, string remedy) => new(path, problem, remedy, offset);
}
