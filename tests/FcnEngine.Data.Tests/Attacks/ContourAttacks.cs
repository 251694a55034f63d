using System.Text;

namespace FcnEngine.Data.Tests.Attacks;

internal static class ContourAttacks
{
    private const string Triangle = "10 10\n20 10\n20 20\n";

    public static IReadOnlyList<Attack> All { get; } =
    [
        Of("an empty file", "", "has 0 points, a contour needs three"),
        Of("two points", "10 10\n20 20\n", "has 2 points, a contour needs three"),
        Of("a point that is no number", Triangle + "NaN NaN\n", "has 'NaN NaN' where a point x y is needed (line 4)"),
        Of("a point at infinity", Triangle + "Infinity 10\n", "has 'Infinity 10' where a point x y is needed (line 4)"),
        Of("a number beyond doubles", Triangle + "1e999 10\n", "where a point x y is needed (line 4)"),
        Of("a point ten million pixels away", Triangle + "1e7 10\n", "where a point x y is needed (line 4)"),
        Of("three numbers in a line", Triangle + "1 2 3\n", "has '1 2 3' where a point x y is needed (line 4)"),
        Of("decimal commas", "10,5 10,5\n", "where a point x y is needed (line 1)"),
        Of("terminal commands in a line", "\u001b[2J\u001b]0;x\u0007 1\n", "where a point x y is needed (line 1)"),
        Of("a line of a million letters", new string('A', 1_000_000), "where a point x y is needed (line 1)"),
        Of("a hundred thousand points", string.Concat(Enumerable.Repeat("1 1\n", 100_000)), "has more than 10000 points (line 10001)"),
    ];

    private static Attack Of(string name, string text, string says) => new(name, AttackKind.Contour, () => Encoding.UTF8.GetBytes(text), says);
}
