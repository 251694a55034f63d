using System.Text.RegularExpressions;

namespace FcnEngine.GpuCheck.Compiling;

/// <summary>Instructions of an assembled kernel by kind.</summary>
internal sealed partial class Sass
{
    private readonly string[] _instructions;

    /// <param name="listing">What <c>cuobjdump -sass</c> prints.</param>
    public Sass(string listing) => _instructions = [.. Instruction().Matches(listing).Select(match => match.Groups[1].Value).Where(name => name != "NOP")];

    public int Total => _instructions.Length;

    /// <summary>Addresses of shared memory converted twice: see the intrinsics' remarks.</summary>
    public bool ConvertsSharedAddress { get; private init; }

    public static Sass Of(string listing) => new(listing) { ConvertsSharedAddress = listing.Contains("SR_SWINLO", StringComparison.Ordinal) };

    public int Count(string name) => _instructions.Count(each => each == name || each.StartsWith(name + ".", StringComparison.Ordinal));

    /// <summary>128-bit accesses of all of a kind, as in <c>12 of 14</c>.</summary>
    public string Wide(string name)
    {
        var all = Count(name);
        if (all == 0) return "0";
        var wide = _instructions.Count(each => each.StartsWith(name + ".", StringComparison.Ordinal) && each.Split('.').Contains("128"));
        return $"{wide} of {all}";
    }

    [GeneratedRegex(@"^\s*/\*[0-9a-f]{4,}\*/\s+(?:@!?U?P\w+\s+)?([A-Z][A-Z0-9_.]+)", RegexOptions.Multiline)]
    private static partial Regex Instruction();
}
