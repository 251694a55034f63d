using FcnEngine.Kernels.Cpu;
using FcnEngine.Ops;
using FcnEngine.Reference;
using FcnEngine.Tensors;
using FcnEngine.Testing.Cases;
using FcnEngine.Testing.Checks;

namespace FcnEngine.Tests.Ops;

/// <summary>The worked example on the deck's Pooling slide: 10x8 to 5x4 with a 2x2 window and stride 2.</summary>
public class PoolingSlideTests
{
    public static double[] Input { get; } =
    [
        4, -3, -7, 8, 9, -4, 1, 0, -2, -2,
        0, 5, 0, 0, -1, -3, 5, 0, -3, -5,
        6, 2, -1, 9, 7, -4, 1, 5, 0, 4,
        -3, 8, 0, 3, -4, -5, 0, 5, 1, -2,
        7, 0, -5, 6, 2, 0, 1, 7, -4, 0,
        5, 4, 6, 8, 5, 0, 2, 3, -3, 1,
        2, -5, 3, -2, -5, 3, 6, -2, 5, 3,
        0, -1, 0, -4, 0, -6, -8, -4, 1, 3,
    ];

    /// <summary>Each is max(a, b, c, d) of its window. Top right the slide prints 0, as platforms that pad with zero would; max(-2, -2, -3, -5) is -2.</summary>
    public static double[] Output { get; } =
    [
        5, 8, 9, 5, -2,
        8, 9, 7, 5, 4,
        7, 8, 5, 7, 1,
        2, 3, 3, 6, 5,
    ];

    /// <summary>row * 2 + column of the first maximum in each window.</summary>
    public static double[] Positions { get; } =
    [
        3, 1, 0, 2, 0,
        3, 1, 0, 1, 1,
        0, 3, 2, 1, 3,
        0, 0, 1, 0, 0,
    ];

    public static Pool2dGeometry Geometry { get; } = Pool2dGeometry.Create([1, 8, 10, 1], window: 2, stride: 2, Padding.Same);

    [Fact]
    public void The_reference_reproduces_the_slide()
    {
        var (output, positions) = MaxPooling.Forward(Geometry, Input);
        Assert.Equal(Output, output);
        Assert.Equal(Positions, positions);
    }

    [Fact]
    public void The_CPU_reproduces_the_slide()
    {
        using var device = new CpuDevice();
        var slide = new KernelCase(
            "maxpool2d", "forward", "slide", new MaxPool2d(2, 2, Padding.Same), [TensorType.Float32(Geometry.InputShape)], 2, Large: false, () => [Input]);
        Assert.Equal(0, KernelChecks.Against(device, slide, [Input], ([Output, Positions], [Input])));
    }

    [Fact]
    public void The_gradient_goes_to_the_first_maximum_of_each_window()
    {
        var gradient = MaxPooling.Gradient(Geometry, [.. Enumerable.Range(1, 20).Select(i => (double)i)], Positions, pooled: null);
        // Output 5 (index 4, gradient 5) came from row 0, column 8; output 7 (index 12, gradient 13) is the 5 in row 5, column 4.
        Assert.Equal(5, gradient[0 * 10 + 8]);
        Assert.Equal(0, gradient[0 * 10 + 9]);
        Assert.Equal(13, gradient[5 * 10 + 4]);
        Assert.Equal(20 * 21 / 2, gradient.Sum());
    }
}
