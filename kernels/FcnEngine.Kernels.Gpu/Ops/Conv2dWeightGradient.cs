using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Kernels.Gpu.TensorCores;
using FcnEngine.Ops;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// Gradient of a convolution's weights: dw[K, Co] = patches^T[K, M] dy[M, Co], the patches of the forward pass (K = Kh*Kw*Ci)
// summed over the M = N*Ho*Wo output pixels. Each element of dw reaches its target once: stored, or taken off the weight.

public struct Conv2dWeightGradient<TTarget>(ArrayView<float> x, ArrayView<float> dy, ConvShape shape, TTarget target) : IProduct
    where TTarget : struct, IGradientTarget
{
    private readonly ArrayView<float> _x = x, _dy = dy;
    private readonly ConvShape _shape = shape;
    private readonly TTarget _target = target;

    public static bool LeftAlongDepth => false;

    public static bool RightAlongDepth => false;

    public readonly int Rows => _shape.PatchSize;

    public readonly int Columns => _shape.OutChannels;

    public readonly int Depth => _shape.OutPixels;

    public readonly void Enter(int batch)
    {
    }

    public readonly float Left(int row, int k)
    {
        var at = _shape.PatchElement(k, row);
        return at < 0 ? 0f : _x[at];
    }

    public readonly float Right(int k, int column) => _dy[k * _shape.OutChannels + column];

    public readonly void Write(int row, int column, float value) => _target.Take(row * _shape.OutChannels + column, value);
}

internal sealed partial class GpuKernels
{
    public Launch Conv2dWeightGradient(Conv2dGeometry geometry, DeviceTensor input, DeviceTensor outputGradient, GradientTarget weightGradient) =>
        WeightGradient("conv2d weight_gradient", new ConvShape(geometry), input, outputGradient, weightGradient);

    /// <summary>The transposed convolution's output gradient stands where the convolution has its input.</summary>
    public Launch ConvTranspose2dWeightGradient(Conv2dGeometry geometry, DeviceTensor input, DeviceTensor outputGradient, GradientTarget weightGradient) =>
        WeightGradient("convtranspose2d weight_gradient", new ConvShape(geometry), outputGradient, input, weightGradient);

    private Launch WeightGradient(string name, ConvShape shape, DeviceTensor x, DeviceTensor dy, GradientTarget target) => target switch
    {
        GradientTarget.Store store => WeightGradient(name, shape, x, dy, new StoreGradient(Floats(store.Gradient))),
        GradientTarget.Descend descend => WeightGradient(name + " descend", shape, x, dy, Descend(descend)),
        _ => throw new ArgumentException($"no kernel for {target}"),
    };

    private Launch WeightGradient<TTarget>(string name, ConvShape shape, DeviceTensor input, DeviceTensor outputGradient, TTarget target)
        where TTarget : struct, IGradientTarget
    {
        ArrayView<float> x = Floats(input), dy = Floats(outputGradient);
        if (_tensor.Fits(shape))
        {
            var result = new ParameterGradient<TTarget>(shape.OutChannels, target);
            return _tensor.Bind(new WeightGradientTensor<ParameterGradient<TTarget>>(name, x, dy, result, shape));
        }

        if (PairConvolutions.Fits(shape)) return PairGradient(name + " pairs", shape, x, dy, target);
        if (ThinConvolutions.FitsWeightGradient(shape))
            return SumColumns(name + " thin", new WeightTerms(x, dy, shape), target, new SumExtent(shape.OutPixels, shape.PatchSize * shape.OutChannels));
        return BindProduct(
            name + " plain", new Conv2dWeightGradient<TTarget>(x, dy, shape, target), shape.PatchSize, shape.OutChannels, shape.OutPixels);
    }
}
