namespace FcnEngine.Tests.Documentation;

public sealed class YourOwnNetworkTests
{
    [Fact]
    public void The_documented_program_learns()
    {
        // All background would be right on the pixels outside the discs: with radius 4 to 7, on average 1 - pi * 31.5 / 1024 = 0.90.
        var accuracy = YourOwnNetwork.Run(_ => { });
        Assert.True(accuracy > 0.95, $"accuracy {accuracy}");
    }

    [Fact]
    public void The_page_shows_the_program_that_the_tests_compile()
    {
        var root = Checkout.Root();
        var source = File.ReadAllText(Path.Combine(root, "tests/FcnEngine.Tests/Documentation/YourOwnNetwork.cs"));
        var code = source.Split("// <begin>\n")[1].Split("// <end>")[0];
        var page = File.ReadAllText(Path.Combine(root, "docs/your-own-network.md"));
        Assert.Contains($"```csharp\n{code}```", page, StringComparison.Ordinal);
    }
}
