namespace FcnEngine.Data.Augmentation;

/// <summary>Ways to change a frame and its mask so that a network sees more hearts than there are.</summary>
[Flags]
public enum Augmentations
{
    None = 0,

    /// <summary>Left for right and top for bottom, each with probability 1/2.</summary>
    Flip = 1,

    /// <summary>0 to 3 quarter turns; square frames only.</summary>
    Turn = 2,

    /// <summary>Rows for columns, with probability 1/2; square frames only.</summary>
    Transpose = 4,

    /// <summary>By an angle of up to 15 degrees about the frame's centre.</summary>
    Rotate = 8,

    /// <summary>By up to 1/16 of the frame, down and across.</summary>
    Shift = 16,

    /// <summary>To 0.9 to 1.1 times its size.</summary>
    Scale = 32,

    /// <summary>Values times 0.8 to 1.2 and plus or minus up to 0.05 of 1024; the mask stays.</summary>
    Intensity = 64,

    All = Flip | Turn | Transpose | Rotate | Shift | Scale | Intensity,
}

/// <summary>Augmentations as a user writes them: <c>flip,rotate</c>, <c>all</c> or <c>none</c>.</summary>
public static class AugmentationSet
{
    private const Augmentations SquareOnly = Augmentations.Turn | Augmentations.Transpose;

    /// <summary>The single names, in the order of the flags.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Enum.GetValues<Augmentations>().Where(kind => kind is not (Augmentations.None or Augmentations.All)).Select(NameOf)];

    /// <exception cref="FormatException">A word is none of the names; the message says which there are.</exception>
    public static Augmentations Parse(string text)
    {
        if (text is "none")
            return Augmentations.None;
        if (text is "all")
            return Augmentations.All;
        var set = Augmentations.None;
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!Names.Contains(word))
                throw new FormatException($"must be none, all, or some of {string.Join(',', Names)}");
            set |= Enum.Parse<Augmentations>(word, ignoreCase: true);
        }
        return set;
    }

    /// <summary>The shortest spelling, the same for every way to write the same set.</summary>
    public static string Text(Augmentations set) => set switch
    {
        Augmentations.None or Augmentations.All => NameOf(set),
        _ => string.Join(',', Names.Where(name => set.HasFlag(Enum.Parse<Augmentations>(name, ignoreCase: true)))),
    };

    /// <summary>Why frames of this size cannot be changed so; null when they can.</summary>
    public static string? FindFault(Augmentations set, FrameSize size) =>
        (set & SquareOnly) != 0 && size.Height != size.Width
            ? $"{Text(set & SquareOnly)} needs square frames, these are {size}"
            : null;

    private static string NameOf(Augmentations kind) => kind.ToString().ToLowerInvariant();
}
