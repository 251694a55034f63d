using System.Buffers.Binary;

namespace FcnEngine.Fuzz.Mutation;

/// <summary>A plan and a format's seeds -> the bytes of a file that is nearly sound.</summary>
internal static class Mutator
{
    private const int LargestMutant = 1 << 20, LongestInsert = 64, MostRepeats = 3000;

    public static byte[] Make(IFuzzFormat format, MutantPlan plan)
    {
        var seed = format.Seeds[(int)(plan.Seed % (uint)format.Seeds.Count)];
        // Without composing, the edits hit the whole file, its lengths and checksums too.
        var parts = plan.Composed ? seed.ToList() : [format.Compose(seed)];
        foreach (var edit in plan.Edits)
        {
            if (parts.Count > 0)
                Apply(format, edit, parts);
        }
        return plan.Composed ? format.Compose(parts) : [.. parts.SelectMany(part => part)];
    }

    private static void Apply(IFuzzFormat format, Edit edit, List<byte[]> parts)
    {
        var at = (int)(edit.Part % (uint)parts.Count);
        switch (edit.Kind)
        {
            case EditKind.DropPart:
                parts.RemoveAt(at);
                break;
            case EditKind.RepeatPart:
                parts.Insert(at, parts[at]);
                break;
            case EditKind.RepeatPartOften:
                var room = LargestMutant / Math.Max(1, parts[at].Length);
                parts.InsertRange(at, Enumerable.Repeat(parts[at], Math.Min(room, (int)(edit.Extent % MostRepeats))));
                break;
            case EditKind.SwapParts:
                var other = (int)(edit.Place % (uint)parts.Count);
                (parts[at], parts[other]) = (parts[other], parts[at]);
                break;
            case EditKind.BorrowPart:
                var lender = format.Seeds[(int)(edit.Extent % (uint)format.Seeds.Count)];
                parts.Insert(at, lender[edit.Place % lender.Length]);
                break;
            case EditKind.DropRest:
                parts.RemoveRange(at, parts.Count - at);
                break;
            default:
                parts[at] = Within(format, edit, parts[at]);
                break;
        }
    }

    private static byte[] Within(IFuzzFormat format, Edit edit, byte[] part)
    {
        var place = part.Length == 0 ? 0 : (int)(edit.Place % (uint)part.Length);
        var rest = part.Length - place;
        var extent = (int)Math.Min(edit.Extent % LongestInsert + 1, (uint)rest);
        return edit.Kind switch
        {
            EditKind.Insert => [.. part[..place], .. Enumerable.Repeat((byte)edit.Value, (int)(edit.Extent % LongestInsert)), .. part[place..]],
            EditKind.Delete => [.. part[..place], .. part[(place + extent)..]],
            EditKind.CopyRange => [.. part[..place], .. part.AsSpan(place, extent), .. part[place..]],
            EditKind.CutTail => part[..place],
            EditKind.SetWord when format.Words.Count > 0 => SetWord(part, place, format.Words[(int)(edit.Value % (uint)format.Words.Count)]),
            _ when part.Length > 0 => SetNumber(part, place, edit),
            _ => [(byte)edit.Value],
        };
    }

    // Replaces the run of letters and digits around a place.
    private static byte[] SetWord(byte[] part, int place, byte[] word)
    {
        int start = place, end = place;
        while (start > 0 && IsWord(part[start - 1]))
            start--;
        while (end < part.Length && IsWord(part[end]))
            end++;
        return [.. part[..start], .. word, .. part[end..]];
    }

    private static bool IsWord(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'.' or (byte)'-' or (byte)'_';

    private static byte[] SetNumber(byte[] part, int place, Edit edit)
    {
        var changed = part.ToArray();
        var target = changed.AsSpan(place);
        Span<byte> number = stackalloc byte[8];
        var width = 1 << (int)(edit.Extent / 2 % 4);
        if (edit.Extent % 2 == 0)
            BinaryPrimitives.WriteUInt64LittleEndian(number, edit.Value);
        else
            BinaryPrimitives.WriteUInt64BigEndian(number, edit.Value << (64 - 8 * width));
        switch (edit.Kind)
        {
            case EditKind.FlipBit:
                target[0] ^= (byte)(1 << (int)(edit.Value % 8));
                break;
            case EditKind.SetByte:
                target[0] = (byte)edit.Value;
                break;
            default:
                number[..Math.Min(width, target.Length)].CopyTo(target);
                break;
        }
        return changed;
    }
}
