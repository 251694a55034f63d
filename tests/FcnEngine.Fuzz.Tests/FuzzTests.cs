using FcnEngine.Fuzz.Running;

namespace FcnEngine.Fuzz.Tests;

/// <summary>2,000 mutants of each format; <c>tests/fuzz.sh</c> makes more.</summary>
public class FuzzTests
{
    public static TheoryData<string> Formats => [.. FuzzFormats.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_mutant_is_read_or_refused_within_its_bounds(string name)
    {
        var result = FuzzRun.Execute(FuzzFormats.Find(name)!, count: 2000, seed: 20);
        Assert.Empty(result.Faults);
        // Some mutants must get past the parser, and most must not.
        Assert.InRange(result.Accepted, 10, 1900);
    }
}
