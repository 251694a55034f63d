using System.Globalization;
using System.Text.RegularExpressions;

namespace FcnEngine.GpuCheck.Compiling;

/// <summary>Instructions of an assembled kernel by kind, and those of its main loop.</summary>
internal sealed partial class Sass
{
    private readonly (int Address, string Name, int? Target)[] _instructions;

    /// <param name="listing">What <c>cuobjdump -sass</c> prints.</param>
    public Sass(string listing)
    {
        _instructions = [.. Instruction().Matches(listing).Select(Parse).Where(each => each.Name != "NOP")];
        ConvertsSharedAddress = listing.Contains("SR_SWINLO", StringComparison.Ordinal);
        var loops = Loops();
        MainLoop = loops.Select(Within).Where(loop => Count(loop, "HMMA") > 0).MinBy(loop => loop.Length) ?? loops.Select(Within).MaxBy(loop => loop.Length) ?? [];
    }

    /// <summary>Instructions that a warp executes.</summary>
    /// <param name="trips">How often the body of a loop runs, by depth of nesting, the outermost first.</param>
    public double Executed(params double[] trips)
    {
        var loops = Loops();
        return _instructions.Sum(each =>
        {
            var depth = loops.Count(loop => loop.First <= each.Address && each.Address <= loop.Last);
            return trips.Take(depth).Aggregate(1.0, (product, trip) => product * trip);
        });
    }

    /// <summary>A sum over the instructions that a warp executes, each by its weight.</summary>
    /// <param name="trips">How often the body of a loop runs, told by its instructions.</param>
    public double Executed(Func<string, double> weight, Func<IReadOnlyList<string>, double> trips)
    {
        var loops = Loops().Select(loop => (loop.First, loop.Last, Trips: trips(Within(loop)))).ToArray();
        return _instructions.Sum(each =>
            loops.Where(loop => loop.First <= each.Address && each.Address <= loop.Last).Aggregate(weight(each.Name), (product, loop) => product * loop.Trips));
    }

    public int Total => _instructions.Length;

    /// <summary>Addresses of shared memory converted twice: see the intrinsics' remarks.</summary>
    public bool ConvertsSharedAddress { get; }

    /// <summary>The instructions of the innermost loop with tensor-core products, or of the longest loop; empty where there is none.</summary>
    public IReadOnlyList<string> MainLoop { get; }

    public int Count(string name) => Count(_instructions.Select(each => each.Name), name);

    public static int Count(IEnumerable<string> instructions, string name) =>
        instructions.Count(each => each == name || each.StartsWith(name + ".", StringComparison.Ordinal));

    /// <summary>128-bit accesses of all of a kind, as in <c>12 of 14</c>.</summary>
    public string Wide(string name)
    {
        var all = Count(name);
        if (all == 0) return "0";
        var wide = _instructions.Count(each => each.Name.StartsWith(name + ".", StringComparison.Ordinal) && each.Name.Split('.').Contains("128"));
        return $"{wide} of {all}";
    }

    /// <summary>From the target of each backward branch to the last branch to it.</summary>
    private (int First, int Last)[] Loops() => [.. _instructions
        .Where(branch => branch.Target < branch.Address)
        .GroupBy(branch => branch.Target!.Value, (first, branches) => (first, branches.Max(branch => branch.Address)))];

    private string[] Within((int First, int Last) loop) =>
        [.. _instructions.Where(each => each.Address >= loop.First && each.Address <= loop.Last).Select(each => each.Name)];

    private static (int Address, string Name, int? Target) Parse(Match match)
    {
        var name = match.Groups["name"].Value;
        var target = name.StartsWith("BRA", StringComparison.Ordinal) ? Target().Match(match.Groups["operands"].Value) : Match.Empty;
        return (Hex(match.Groups["address"].Value), name, target.Success ? Hex(target.Groups[1].Value) : null);
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*/\*(?<address>[0-9a-f]{4,})\*/\s+(?:@!?U?P\w+\s+)?(?<name>[A-Z][A-Z0-9_.]+)(?<operands>[^;\n]*);", RegexOptions.Multiline)]
    private static partial Regex Instruction();

    [GeneratedRegex(@"\b0x([0-9a-f]+)\s*$")]
    private static partial Regex Target();
}
