using FcnEngine.Data.Randomness;

namespace FcnEngine.Data.Tests.Randomness;

public sealed class PhiloxTests
{
    // Known answers of the authors' Random123 library, kat_vectors, philox4x32 10.
    [Theory]
    [InlineData(0UL, 0UL, 0UL, 0x6627E8D5u, 0xE169C58Du, 0xBC57AC4Cu, 0x9B00DBD8u)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x408F276Du, 0x41C83B0Eu, 0xA20BC7C6u, 0x6D5451FDu)]
    [InlineData(0x299F31D0A4093822UL, 0x85A308D3243F6A88UL, 0x0370734413198A2EUL, 0xD16CFE09u, 0x94FDCCEBu, 0x5001E420u, 0x24126EA1u)]
    public void Known_answers_are_met(ulong key, ulong low, ulong high, uint a, uint b, uint c, uint d) =>
        Assert.Equal((a, b, c, d), Philox4x32.Block(key, low, high));

    [Fact]
    public void Below_is_even_over_its_range()
    {
        var random = new RandomStream(1, StreamPurpose.Split, 0);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[random.Below(7)]++;

        // 10,000 expected each; five standard deviations are 5 * sqrt(10000 * 6 / 7) = 463.
        Assert.All(counts, count => Assert.InRange(count, 9_537, 10_463));
    }

    [Fact]
    public void Normal_numbers_have_mean_0_and_deviation_1()
    {
        var random = new RandomStream(2, StreamPurpose.Split, 0);
        var values = Enumerable.Range(0, 50_000).Select(_ => random.NextNormal()).ToArray();

        // Five standard errors: 5 / sqrt(50000) = 0.0224 for the mean, about 5 * sqrt(2 / 50000) = 0.0316 for the variance.
        Assert.InRange(values.Average(), -0.0224, 0.0224);
        Assert.InRange(values.Average(v => v * v), 1 - 0.0316, 1 + 0.0316);
    }

    [Fact]
    public void Streams_of_other_purpose_or_index_are_unrelated()
    {
        var words = new[] { (StreamPurpose.Split, 0L), (StreamPurpose.Split, 1L), (StreamPurpose.EpochOrder, 0L) }
            .SelectMany(id => { var random = new RandomStream(5, id.Item1, id.Item2); return Enumerable.Range(0, 100).Select(_ => random.NextWord()); });

        Assert.Equal(300, words.Distinct().Count());
    }
}
