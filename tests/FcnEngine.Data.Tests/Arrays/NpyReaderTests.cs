using FcnEngine.Data.Arrays;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Arrays;

public sealed class NpyReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Six values as bytes, written out by hand from the format's description.
    [Theory]
    [InlineData("|u1", "010203040506", new[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData("|i1", "01FF80040506", new[] { 1, -1, -128, 4, 5, 6 })]
    [InlineData("|b1", "000100010101", new[] { 0, 1, 0, 1, 1, 1 })]
    [InlineData("<u2", "0100FFFF0300040005000600", new[] { 1, 65535, 3, 4, 5, 6 })]
    [InlineData(">i2", "0001FFFF0003000400050006", new[] { 1, -1, 3, 4, 5, 6 })]
    [InlineData("<i8", "01000000000000000200000000000000FFFFFFFFFFFFFFFF040000000000000005000000000000000600000000000000", new[] { 1, 2, -1, 4, 5, 6 })]
    [InlineData("<f4", "0000803F00000040000040400000804000000000000020C1", new[] { 1, 2, 3, 4, 0, -10 })]
    [InlineData(">f8", "3FF00000000000000000000000000000000000000000000000000000000000000000000000000000C000000000000000", new[] { 1, 0, 0, 0, 0, -2 })]
    public void Whole_numbers_of_every_kind_are_read(string type, string values, int[] expected)
    {
        var image = NpyReader.Decode(NpyBuilder.Build(NpyBuilder.Header(type, "(2, 3)"), Convert.FromHexString(values)), "x.npy");
        Assert.Equal((2, 3), (image.Height, image.Width));
        Assert.Equal(expected, image.Values);
    }

    [Fact]
    public void Columns_may_come_first()
    {
        var image = NpyReader.Decode(NpyBuilder.Build(NpyBuilder.Header("|u1", "(2, 3)", columnsFirst: true), [1, 2, 3, 4, 5, 6]), "x.npy");
        // Columns (1, 2), (3, 4), (5, 6).
        Assert.Equal([1, 3, 5, 2, 4, 6], image.Values);
    }

    [Theory]
    [InlineData("(1, 2, 3)")]
    [InlineData("(2, 3, 1)")]
    public void A_channel_of_one_is_no_third_extent(string shape)
    {
        var image = NpyReader.Decode(NpyBuilder.Build(NpyBuilder.Header("|u1", shape), [1, 2, 3, 4, 5, 6], version: 2), "x.npy");
        Assert.Equal((2, 3), (image.Height, image.Width));
    }

    [Fact]
    public void What_numpy_saves_is_read()
    {
        var oracle = new PythonOracle("numpy_oracle.py", "numpy", "python3-numpy");
        var said = oracle.Run(_folder.Path);
        var count = 0;
        foreach (var file in said.RootElement.EnumerateObject())
        {
            var image = NpyReader.Read(_folder.File(file.Name));
            Assert.Equal(image.Values, file.Value.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(value => value.GetInt32()));
            count++;
        }
        // 12 element types, rows or columns first.
        Assert.Equal(24, count);
    }
}
