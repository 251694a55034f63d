using FcnEngine.Ops;

namespace FcnEngine.Tests.Ops;

/// <summary>The padding rule against windows laid out one by one.</summary>
public class WindowAxisTests
{
    public static IEnumerable<(int Input, int Window, int Stride)> Sizes() =>
        from input in Enumerable.Range(1, 40)
        from window in new[] { 1, 2, 3, 4, 5, 7, 31 }
        from stride in new[] { 1, 2, 3, 5, 16 }
        select (input, window, stride);

    [Fact]
    public void A_valid_axis_has_every_window_that_lies_inside_and_no_padding()
    {
        foreach (var (input, window, stride) in Sizes().Where(size => size.Window <= size.Input))
        {
            var inside = Enumerable.Range(0, input).Count(start => start % stride == 0 && start + window <= input);
            Assert.Equal(new WindowAxis(input, window, stride, inside, 0, 0), WindowAxis.Create(input, window, stride, Padding.Valid));
        }
    }

    [Fact]
    public void A_same_axis_has_a_window_for_every_stride_begun()
    {
        foreach (var (input, window, stride) in Sizes())
        {
            var begun = Enumerable.Range(0, input).Count(start => start % stride == 0);
            Assert.Equal(begun, WindowAxis.Create(input, window, stride, Padding.Same).Output);
        }
    }

    [Fact]
    public void Same_padding_is_the_least_that_holds_all_windows_and_the_odd_one_comes_after()
    {
        foreach (var (input, window, stride) in Sizes())
        {
            var axis = WindowAxis.Create(input, window, stride, Padding.Same);
            var least = Enumerable.Range(0, 100).First(padding => input + padding >= (axis.Output - 1) * stride + window);
            Assert.Equal(least, axis.Before + axis.After);
            Assert.InRange(axis.After - axis.Before, 0, 1);
        }
    }

    [Theory]
    [InlineData(256, 5, 2, 128, 1, 2)] // Conv1 of the lab
    [InlineData(64, 5, 2, 32, 1, 2)] // Conv2
    [InlineData(16, 3, 1, 16, 1, 1)] // Conv3 and Conv4
    [InlineData(128, 2, 2, 64, 0, 0)] // Pool1
    [InlineData(256, 31, 16, 16, 7, 8)] // Upscore, as the convolution it transposes
    public void The_layers_of_the_lab_are_padded_as_TensorFlow_pads_them(int input, int window, int stride, int output, int before, int after) =>
        Assert.Equal(new WindowAxis(input, window, stride, output, before, after), WindowAxis.Create(input, window, stride, Padding.Same));

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    public void Extents_below_one_are_refused(int input, int window, int stride) =>
        Assert.Throws<ArgumentException>(() => WindowAxis.Create(input, window, stride, Padding.Same));
}
