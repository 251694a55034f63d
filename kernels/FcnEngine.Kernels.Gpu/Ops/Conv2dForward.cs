using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Kernels.Gpu.TensorCores;
using FcnEngine.Ops;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// Convolution as an implicit matrix product: y[M, Co] = patches[M, K] w[K, Co], M = N*Ho*Wo output pixels, K = Kh*Kw*Ci.
// The patches are gathered while they are read; x is NHWC, w HWIO (so already [K, Co]), y NHWC. y is overwritten whole.

public struct Conv2dForward<TFinish>(ArrayView<float> x, ArrayView<float> w, ArrayView<float> y, ConvShape shape, TFinish finish) : IProduct
    where TFinish : struct, IFinish
{
    private readonly ArrayView<float> _x = x, _w = w, _y = y;
    private readonly ConvShape _shape = shape;
    private readonly TFinish _finish = finish;

    public static bool LeftAlongDepth => true;

    public static bool RightAlongDepth => false;

    public readonly int Rows => _shape.OutPixels;

    public readonly int Columns => _shape.OutChannels;

    public readonly int Depth => _shape.PatchSize;

    public readonly void Enter(int batch)
    {
    }

    public readonly float Left(int row, int k)
    {
        var at = _shape.PatchElement(row, k);
        return at < 0 ? 0f : _x[at];
    }

    public readonly float Right(int k, int column) => _w[k * _shape.OutChannels + column];

    public readonly void Write(int row, int column, float value) => _y[row * _shape.OutChannels + column] = _finish.Apply(value, column);
}

internal sealed partial class GpuKernels
{
    public Launch Conv2d(Conv2dGeometry geometry, DeviceTensor input, DeviceTensor weight, DeviceTensor? bias, bool relu, DeviceTensor output)
    {
        var shape = new ConvShape(geometry);
        return (bias, relu) switch
        {
            (null, false) => Forward("conv2d forward", shape, input, weight, new AsIs(), output),
            (null, true) => Forward("conv2d forward", shape, input, weight, new Rectified(), output),
            (_, false) => Forward("conv2d forward", shape, input, weight, new Biased(Floats(bias)), output),
            (_, true) => Forward("conv2d forward", shape, input, weight, new BiasedRectified(Floats(bias)), output),
        };
    }

    public Launch ConvTranspose2dInputGradient(Conv2dGeometry geometry, DeviceTensor outputGradient, DeviceTensor weight, DeviceTensor inputGradient) =>
        Forward("convtranspose2d input_gradient", new ConvShape(geometry), outputGradient, weight, new AsIs(), inputGradient);

    private Launch Forward<TFinish>(string name, ConvShape shape, DeviceTensor input, DeviceTensor weight, TFinish finish, DeviceTensor output)
        where TFinish : struct, IFinish
    {
        ArrayView<float> x = Floats(input), w = Floats(weight), y = Floats(output);
        if (_tensor.Fits(shape))
        {
            var rows = new StoredRows<TFinish>(new Output<TFinish>(y, shape.OutChannels, finish), shape.OutPixels);
            return _tensor.Bind(new ForwardTensor<StoredRows<TFinish>>(name, x, w, rows, shape));
        }

        if (PairConvolutions.FitsForward(shape))
            return device.Cache.Bind(
                name + " pairs", PairConvolutions.Forward, PairConvolutions.Shape(shape), x, w, new FinishedPair<TFinish>(y, finish), shape);
        if (ThinConvolutions.FitsForward(shape))
            return device.Cache.Bind(
                name + " thin", ThinConvolutions.Forward, new LaunchShape(shape.OutPixels, 1, 1, ThinConvolutions.Threads), x, w, y, shape, finish);
        var product = new Conv2dForward<TFinish>(x, w, y, shape, finish);
        return BindProduct(name + " plain", product, shape.OutPixels, shape.OutChannels, shape.PatchSize);
    }
}
