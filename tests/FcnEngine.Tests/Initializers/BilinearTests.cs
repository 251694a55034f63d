using FcnEngine.Initializers;
using FcnEngine.Ops;
using FcnEngine.Reference;
using FcnEngine.Tensors;

namespace FcnEngine.Tests.Initializers;

public class BilinearTests
{
    [Fact]
    public void A_window_of_four_holds_the_products_of_quarters()
    {
        // The tent for enlarging by 2: 1/4, 3/4, 3/4, 1/4 along each axis.
        double[] tent = [0.25, 0.75, 0.75, 0.25];
        var expected = tent.SelectMany(y => tent.Select(x => y * x));
        Assert.Equal(expected, Fill([4, 4, 1, 1]));
    }

    [Fact]
    public void A_channel_goes_to_the_channel_of_the_same_number_only()
    {
        Shape shape = [3, 3, 2, 3];
        var values = Fill(shape);
        for (var i = 0; i < values.Length; i++)
        {
            var (output, input) = (i / 3 % 2, i % 3);
            Assert.True(output == input ? values[i] > 0 : values[i] == 0, $"element {i}: {values[i]}");
        }
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(31, 16)]
    public void Enlarging_a_ramp_gives_a_ramp(int window, int stride)
    {
        const int Extent = 5;
        var geometry = Conv2dGeometry.Create([1, Extent * stride, Extent * stride, 1], [window, window, 1, 1], stride, Padding.Same);
        var ramp = Enumerable.Range(0, Extent * Extent).Select(i => (double)(i % Extent)).ToArray();
        var enlarged = TransposedConvolutions.Forward(geometry, ramp, Fill([window, window, 1, 1]));
        var middle = enlarged.AsSpan(Extent * stride / 2 * Extent * stride, Extent * stride);
        // Away from the border each step to the right is worth 1 / stride.
        for (var x = stride; x < (Extent - 1) * stride; x++) Assert.Equal(1.0 / stride, middle[x] - middle[x - 1], 6);
    }

    [Fact]
    public void Zeros_are_zero()
    {
        float[] values = [1, 2, 3];
        Initializer.Zeros.Fill(values, start: 0, [3], seed: 1, "bias");
        Assert.All(values, value => Assert.Equal(0, value));
    }

    private static double[] Fill(Shape shape)
    {
        var values = new float[shape.ElementCount];
        new Bilinear().Fill(values, start: 0, shape, seed: 0, "upscore");
        return Array.ConvertAll(values, value => (double)value);
    }
}
