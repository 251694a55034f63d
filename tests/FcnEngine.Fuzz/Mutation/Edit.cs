using CsCheck;

namespace FcnEngine.Fuzz.Mutation;

internal enum EditKind
{
    // Within a part.
    FlipBit,
    SetByte,
    SetNumber,
    SetWord,
    Insert,
    Delete,
    CopyRange,
    CutTail,

    // Of whole parts.
    DropPart,
    RepeatPart,
    RepeatPartOften,
    SwapParts,
    BorrowPart,
    DropRest,
}

/// <summary>One change; its numbers become places and values when it is applied, so it makes sense for a file of any size.</summary>
/// <param name="Part">Which part.</param>
/// <param name="Place">Where in it.</param>
/// <param name="Extent">How much, or how wide.</param>
/// <param name="Value">What is written.</param>
internal readonly record struct Edit(EditKind Kind, uint Part, uint Place, uint Extent, ulong Value)
{
    /// <summary>Numbers at which lengths, counts and offsets go wrong.</summary>
    private static readonly ulong[] s_edges =
    [
        0, 1, 2, 3, 7, 8, 63, 64, 65, 127, 128, 255, 256, 1023, 1024, 4095, 4096, 32767, 32768, 65534, 65535, 65536, 1 << 20, 1 << 24, int.MaxValue - 1,
        int.MaxValue, 1UL << 31, uint.MaxValue - 1, uint.MaxValue, 1UL << 32, 1UL << 53, long.MaxValue, 1UL << 63, ulong.MaxValue - 1, ulong.MaxValue,
    ];

    public static Gen<Edit> Any { get; } =
        from kind in Gen.Enum<EditKind>()
        from part in Gen.UInt
        from place in Gen.UInt
        from extent in Gen.UInt
        from value in Gen.Frequency((2, (IGen<ulong>)Gen.OneOf(s_edges)), (1, Gen.ULong), (1, Gen.ULong[0, 300]))
        select new Edit(kind, part, place, extent, value);
}

/// <summary>A file to be made: which seed, what is changed, and whether lengths and checksums are made right afterwards.</summary>
internal sealed record MutantPlan(uint Seed, Edit[] Edits, bool Composed)
{
    private const int MostEdits = 6;

    private static readonly Gen<MutantPlan> s_any =
        from seed in Gen.UInt
        from edits in Edit.Any.Array[1, MostEdits]
        from composed in Gen.Frequency((3, (IGen<bool>)Gen.Const(true)), (1, Gen.Const(false)))
        select new MutantPlan(seed, edits, composed);

    /// <summary>Plan number <paramref name="index"/> of a run; a function of these two numbers alone.</summary>
    public static MutantPlan Of(ulong runSeed, int index) => s_any.Generate(new PCG((uint)index, runSeed), null, out _);
}
