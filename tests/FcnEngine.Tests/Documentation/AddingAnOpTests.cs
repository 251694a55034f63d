using System.Text.RegularExpressions;

namespace FcnEngine.Tests.Documentation;

/// <summary>docs/adding-an-op.md shows the code of the files it names, and names files that are there.</summary>
public sealed partial class AddingAnOpTests
{
    private const string Begin = "```csharp\n", End = "\n```";

    private readonly string _root = Checkout.Root();

    [Fact]
    public void Every_block_stands_in_the_file_named_above_it()
    {
        var page = Page();
        var blocks = 0;
        for (var at = page.IndexOf(Begin, StringComparison.Ordinal); at >= 0; at = page.IndexOf(Begin, at + 1, StringComparison.Ordinal), blocks++)
        {
            var start = at + Begin.Length;
            var code = page[start..page.IndexOf(End, start, StringComparison.Ordinal)];
            var file = Link().Matches(page[..at])[^1].Groups["path"].Value;
            Assert.True(File.ReadAllText(Path.Combine(_root, file)).Contains(code, StringComparison.Ordinal), $"{file} does not hold what the page shows of it:\n{code}");
        }

        Assert.InRange(blocks, 10, 100);
    }

    [Fact]
    public void Every_file_is_there_under_the_name_it_is_shown_by()
    {
        foreach (Match link in Link().Matches(Page()))
        {
            Assert.Equal(link.Groups["path"].Value, link.Groups["text"].Value);
            Assert.True(File.Exists(Path.Combine(_root, link.Groups["path"].Value)), link.Value);
        }
    }

    [Fact]
    public void Every_test_it_names_exists()
    {
        var tests = typeof(AddingAnOpTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Select(method => method.Name).ToHashSet();
        var named = TestName().Matches(Page()).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, tests));
    }

    private string Page() => File.ReadAllText(Path.Combine(_root, "docs/adding-an-op.md"));

    [GeneratedRegex(@"\[(?<text>[^\]\n]+)\]\(\.\./(?<path>[^)\n]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`(Every_[a-z_]+)`")]
    private static partial Regex TestName();
}
