using FcnEngine.Initializers;
using FcnEngine.Reference;

namespace FcnEngine.Tests.Initializers;

public class PhiloxTests
{
    /// <summary>The rows "philox4x32 10" of the known-answer file of Random123, the authors' own library.</summary>
    [Theory]
    [InlineData(
        new uint[] { 0, 0, 0, 0 }, new uint[] { 0, 0 },
        new uint[] { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 })]
    [InlineData(
        new uint[] { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff }, new uint[] { 0xffffffff, 0xffffffff },
        new uint[] { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd })]
    [InlineData(
        new uint[] { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 }, new uint[] { 0xa4093822, 0x299f31d0 },
        new uint[] { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 })]
    public void The_generator_gives_the_answers_its_authors_publish(uint[] counter, uint[] key, uint[] expected)
    {
        var (x, y, z, w) = Philox.Block(Pair(key[0], key[1]), Pair(counter[0], counter[1]), Pair(counter[2], counter[3]));
        Assert.Equal(expected, new[] { x, y, z, w });
        Assert.Equal(expected, PhiloxReference.Block(counter, key));
    }

    [Fact]
    public void Words_of_a_stream_are_the_words_of_its_blocks_in_order()
    {
        for (ulong index = 0; index < 9; index++)
        {
            var (x, y, z, w) = Philox.Block(key: 5, counterLow: index / 4, counterHigh: 7);
            Assert.Equal(new[] { x, y, z, w }[index % 4], Philox.Word(key: 5, stream: 7, index));
        }
    }

    [Theory]
    [InlineData(0u, 0f)]
    [InlineData(0x80000000u, 0.5f)]
    [InlineData(uint.MaxValue, 1 - 1f / (1 << 24))] // the largest float below 1 with 24 bits
    public void A_word_becomes_a_fraction_of_its_upper_24_bits(uint word, float expected) => Assert.Equal(expected, Philox.Unit(word));

    private static ulong Pair(uint low, uint high) => low | (ulong)high << 32;
}
