using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// Bias along the last axis: output[r, c] = input[r, c] + bias[c] (output may be input), and its gradient
// dbias[c] = sum over r of dy[r, c] (see ColumnSums).

public readonly struct BiasMap(ArrayView<float> input, ArrayView<float> bias, ArrayView<float> output, Divisor byChannels) : IMap
{
    private readonly ArrayView<float> _input = input, _bias = bias, _output = output;
    private readonly Divisor _byChannels = byChannels;

    public void Four(int i)
    {
        var v = _input.Cast<Float4>()[i];
        _output.Cast<Float4>()[i] = new Float4(v.X + Of(4 * i), v.Y + Of(4 * i + 1), v.Z + Of(4 * i + 2), v.W + Of(4 * i + 3));
    }

    public void One(int i) => _output[i] = _input[i] + Of(i);

    private float Of(int i)
    {
        _byChannels.Divide(i, out var channel);
        return _bias[channel];
    }
}

internal sealed partial class GpuKernels
{
    public Launch BiasAdd(DeviceTensor input, DeviceTensor bias, DeviceTensor output) =>
        Map("biasadd forward", new BiasMap(Floats(input), Floats(bias), Floats(output), new Divisor((int)bias.ElementCount)), output);

    public Launch BiasGradient(DeviceTensor outputGradient, GradientTarget biasGradient) => biasGradient switch
    {
        GradientTarget.Store store => BiasGradient("biasadd weight_gradient", outputGradient, new StoreGradient(Floats(store.Gradient))),
        GradientTarget.Descend descend => BiasGradient("biasadd weight_gradient descend", outputGradient, Descend(descend)),
        _ => throw new ArgumentException($"no kernel for {biasGradient}"),
    };

    private Launch BiasGradient<TTarget>(string name, DeviceTensor dy, TTarget target)
        where TTarget : struct, IGradientTarget
    {
        var extent = new SumExtent((int)(dy.ElementCount / dy.Shape[^1]), dy.Shape[^1]);
        return SumColumns(name, new MatrixTerms(Floats(dy), extent.Columns), target, extent);
    }
}
