using FcnEngine.Execution;
using FcnEngine.Ops;

namespace FcnEngine.Kernels.Gpu;

// Convolution, bias, ReLU and max-pooling, and the weight gradient of all four, for shapes without a kernel of their own:
// the convolution's output (or its gradient, spread by the pooling's positions) passes through scratch memory.

internal sealed partial class GpuKernels
{
    public Launch Conv2dReluMaxPool2d(
        Conv2dGeometry geometry, Pool2dGeometry pool, DeviceTensor input, DeviceTensor weight, DeviceTensor? bias,
        DeviceTensor output, DeviceTensor? argMax)
    {
        var convolved = device.Scratch.Intermediate(geometry.OutputShape);
        return Chain(
            "conv2drelumaxpool2d forward chained",
            Conv2d(geometry, input, weight, bias, true, convolved),
            MaxPool2d(pool, convolved, output, argMax));
    }

    public Launch Conv2dReluMaxPool2dWeightGradient(
        Conv2dGeometry geometry, Pool2dGeometry pool, DeviceTensor input, DeviceTensor pooled, DeviceTensor argMax,
        DeviceTensor pooledGradient, GradientTarget weightGradient)
    {
        var spread = device.Scratch.Intermediate(geometry.OutputShape);
        return Chain(
            "conv2drelumaxpool2d weight_gradient chained",
            MaxPool2dGradient(pool, pooledGradient, argMax, pooled, spread),
            Conv2dWeightGradient(geometry, input, spread, weightGradient));
    }
}
