using FcnEngine.Execution;
using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Tests;

/// <summary>Max-pooling, alone and behind a convolution, against plain loops in double precision.</summary>
public class PoolingTests
{
    [Theory]
    [MemberData(nameof(TestDevice.Widths), MemberType = typeof(TestDevice))]
    public void Overlapping_windows_keep_the_first_maximum_and_add_their_gradients(VectorWidth width)
    {
        using var device = new TestDevice(2, width);
        var g = Pool2dGeometry.Create([2, 7, 9, 37], 3, 2, Padding.Same);
        var input = device.From(g.InputShape, i => i * 7919 % 13 - 14); // ties, and all negative
        var (output, argMax) = (device.Output(g.OutputShape), device.Bytes(g.OutputShape));
        var (outputGradient, inputGradient) = (device.Random(g.OutputShape), device.Output(g.InputShape));

        device.Kernels.MaxPool2d(g, input, output, argMax).Run();
        device.Kernels.MaxPool2dGradient(g, outputGradient, argMax, null, inputGradient).Run();

        var expected = Naive.MaxPool(g, input.Doubles());
        Assert.Equal(expected.Output, output.Doubles());
        Assert.Equal(expected.ArgMax, argMax.ToArray<byte>());
        Expect.Close(Naive.MaxPoolGradient(g, outputGradient.Doubles(), expected.ArgMax, null), inputGradient);
    }

    public static TheoryData<VectorWidth, int, int, int, bool> FusedCases
    {
        get
        {
            var data = new TheoryData<VectorWidth, int, int, int, bool>();
            foreach (var width in TestDevice.Widths)
            {
                data.Add(width.Data, 24, 1, 100, false); // the lab's Conv1 and Conv2, smaller
                data.Add(width.Data, 24, 20, 50, true);
                data.Add(width.Data, 18, 3, 7, true); // 9x9 outputs: windows over the edge
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(FusedCases))]
    public void Convolution_ReLU_and_pooling_fuse(VectorWidth width, int extent, int inputs, int outputs, bool withBias)
    {
        using var device = new TestDevice(2, width);
        var g = Conv2dGeometry.Create([2, extent, extent, inputs], [5, 5, inputs, outputs], 2, Padding.Same);
        var p = Pool2dGeometry.Create(g.OutputShape, 2, 2, Padding.Same);
        var (input, weight) = (device.Random(g.InputShape), device.Random(g.WeightShape));
        var bias = withBias ? device.Random([outputs]) : null;
        var (output, argMax) = (device.Output(p.OutputShape), device.Bytes(p.OutputShape));
        var (pooledGradient, weightGradient) = (device.Random(p.OutputShape), device.Output(g.WeightShape));

        device.Kernels.Conv2dReluMaxPool2d(g, p, input, weight, bias, output, argMax).Run();
        device.Kernels.Conv2dReluMaxPool2dWeightGradient(
            g, p, input, output, argMax, pooledGradient, new GradientTarget.Store(weightGradient)).Run();

        var convolved = Naive.Conv2d(g, input.Doubles(), weight.Doubles());
        for (var i = 0; i < convolved.Length; i++) convolved[i] = Math.Max(convolved[i] + (bias is null ? 0 : bias.Doubles()[i % outputs]), 0);
        var expected = Naive.MaxPool(p, convolved);
        Expect.Close(expected.Output, output);
        Assert.Equal(expected.ArgMax, argMax.ToArray<byte>());
        var gradient = Naive.MaxPoolGradient(p, pooledGradient.Doubles(), expected.ArgMax, expected.Output);
        Expect.Close(Naive.WeightGradient(g, input.Doubles(), gradient), weightGradient);
    }
}
