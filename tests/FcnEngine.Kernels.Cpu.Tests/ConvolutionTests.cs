using FcnEngine.Execution;
using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Tests;

/// <summary>Each convolution pass against plain loops in double precision, at every vector width.</summary>
public class ConvolutionTests
{
    public static TheoryData<VectorWidth, string> Cases
    {
        get
        {
            var data = new TheoryData<VectorWidth, string>();
            foreach (var width in TestDevice.Widths)
            {
                foreach (var shape in Shapes.Keys) data.Add(width.Data, shape);
            }

            return data;
        }
    }

    private static Dictionary<string, Conv2dGeometry> Shapes { get; } = new()
    {
        ["plain 1x1, few outputs"] = Conv2dGeometry.Create([2, 5, 7, 33], [1, 1, 33, 2], 1, Padding.Same),
        ["3x3, odd map"] = Conv2dGeometry.Create([2, 7, 5, 7], [3, 3, 7, 13], 1, Padding.Same),
        ["5x5 stride 2, even map"] = Conv2dGeometry.Create([1, 12, 8, 20], [5, 5, 20, 50], 2, Padding.Same),
        ["5x5 stride 2, odd map, one channel"] = Conv2dGeometry.Create([2, 11, 9, 1], [5, 5, 1, 100], 2, Padding.Same),
        ["3x2 VALID stride 2, leftover rows"] = Conv2dGeometry.Create([2, 8, 10, 3], [3, 2, 3, 24], 2, Padding.Valid),
        ["1x1 stride 3"] = Conv2dGeometry.Create([1, 8, 8, 4], [1, 1, 4, 5], 3, Padding.Same),
        ["31x31 stride 16"] = Conv2dGeometry.Create([1, 48, 32, 2], [31, 31, 2, 2], 16, Padding.Same),
        ["wide"] = Conv2dGeometry.Create([1, 6, 6, 40], [3, 3, 40, 200], 1, Padding.Same),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Passes_match_plain_loops(VectorWidth width, string shape)
    {
        using var device = new TestDevice(2, width);
        var g = Shapes[shape];
        var (input, weight, outputGradient) = (device.Random(g.InputShape), device.Random(g.WeightShape), device.Random(g.OutputShape));
        var (output, inputGradient, weightGradient) = (device.Output(g.OutputShape), device.Output(g.InputShape), device.Output(g.WeightShape));

        device.Kernels.Conv2d(g, input, weight, null, false, output).Run();
        device.Kernels.Conv2dInputGradient(g, outputGradient, weight, inputGradient).Run();
        device.Kernels.Conv2dWeightGradient(g, input, outputGradient, new GradientTarget.Store(weightGradient)).Run();

        Expect.Close(Naive.Conv2d(g, input.Doubles(), weight.Doubles()), output);
        Expect.Close(Naive.InputGradient(g, outputGradient.Doubles(), weight.Doubles()), inputGradient);
        Expect.Close(Naive.WeightGradient(g, input.Doubles(), outputGradient.Doubles()), weightGradient);
    }

    [Theory]
    [MemberData(nameof(TestDevice.Widths), MemberType = typeof(TestDevice))]
    public void Bias_and_ReLU_end_the_forward_pass(VectorWidth width)
    {
        using var device = new TestDevice(2, width);
        var g = Shapes["3x3, odd map"];
        var (input, weight, bias) = (device.Random(g.InputShape), device.Random(g.WeightShape), device.Random([13]));
        var output = device.Output(g.OutputShape);

        device.Kernels.Conv2d(g, input, weight, bias, true, output).Run();

        var expected = Naive.Conv2d(g, input.Doubles(), weight.Doubles());
        for (var i = 0; i < expected.Length; i++) expected[i] = Math.Max(expected[i] + bias.Doubles()[i % 13], 0);
        Expect.Close(expected, output);
    }

    [Theory]
    [MemberData(nameof(TestDevice.Widths), MemberType = typeof(TestDevice))]
    public void A_large_batch_passes_in_groups_and_gives_the_same(VectorWidth width)
    {
        using var device = new TestDevice(2, width);
        // 21 padded images of 66 * 66 * 50 floats fill the 4M floats of scratch before the batch is through
        var g = Conv2dGeometry.Create([24, 64, 64, 50], [3, 3, 50, 1], 4, Padding.Same) with { };
        var (input, weight, outputGradient) = (device.Random(g.InputShape), device.Random(g.WeightShape), device.Random(g.OutputShape));
        var (output, weightGradient) = (device.Output(g.OutputShape), device.Output(g.WeightShape));

        device.Kernels.Conv2d(g, input, weight, null, false, output).Run();
        device.Kernels.Conv2dWeightGradient(g, input, outputGradient, new GradientTarget.Store(weightGradient)).Run();

        Expect.Close(Naive.Conv2d(g, input.Doubles(), weight.Doubles()), output);
        Expect.Close(Naive.WeightGradient(g, input.Doubles(), outputGradient.Doubles()), weightGradient);
    }
}
