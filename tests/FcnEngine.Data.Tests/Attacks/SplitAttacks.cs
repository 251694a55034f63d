namespace FcnEngine.Data.Tests.Attacks;

internal static class SplitAttacks
{
    public static IReadOnlyList<Attack> All { get; } =
    [
        Of("an empty file", ""u8, "is empty"),
        Of("no header", "train,a.png\nval,b.png\n"u8, "has no column 'subset'"),
        Of("a row that ends early", "subset,png\ntrain\n"u8, "has 1 fields where its header has 2 (line 2)"),
        Of("no name", "subset,png\ntrain,\n"u8, "names no file (line 2)"),
        Of("a frame on both sides", "subset,png\ntrain,a.png\nval,a.png\n"u8, "names a.png a second time (first on line 2) (line 3)"),
        Of("a quote that never ends", "subset,png\ntrain,\"a.png\nval,b.png\n"u8, "has a quoted field without an end (line 2)"),
        Of("text that is not UTF-8", [.. "subset,png\ntrain,"u8, 0xC3, 0x28, (byte)'\n'], "is not UTF-8 text"),
    ];

    private static Attack Of(string name, ReadOnlySpan<byte> text, string says)
    {
        var bytes = text.ToArray();
        return new Attack(name, AttackKind.Split, () => bytes, says);
    }
}
