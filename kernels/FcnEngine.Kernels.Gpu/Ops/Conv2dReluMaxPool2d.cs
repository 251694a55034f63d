using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Kernels.Gpu.TensorCores;
using FcnEngine.Ops;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// Convolution, bias, ReLU and max-pooling, and the weight gradient of all four: by the first layer's own kernels, on tensor cores
// with the pool in the epilogue, and for other shapes one kernel after the other, the convolution's output (or its gradient,
// spread by the pooling's positions) passing through scratch memory.

internal sealed partial class GpuKernels
{
    public Launch Conv2dReluMaxPool2d(
        Conv2dGeometry geometry, Pool2dGeometry pool, DeviceTensor input, DeviceTensor weight, DeviceTensor? bias,
        DeviceTensor output, DeviceTensor? argMax) => (bias, argMax) switch
        {
            (null, null) => Pooled(geometry, pool, input, weight, bias, new Rectified(), default(NoPositions), output, argMax),
            (null, _) => Pooled(geometry, pool, input, weight, bias, new Rectified(), new StorePositions(Bytes(argMax)), output, argMax),
            (_, null) => Pooled(geometry, pool, input, weight, bias, new BiasedRectified(Floats(bias)), default(NoPositions), output, argMax),
            _ => Pooled(geometry, pool, input, weight, bias, new BiasedRectified(Floats(bias)), new StorePositions(Bytes(argMax)), output, argMax),
        };

    public Launch Conv2dReluMaxPool2dWeightGradient(
        Conv2dGeometry geometry, Pool2dGeometry pool, DeviceTensor input, DeviceTensor pooled, DeviceTensor argMax,
        DeviceTensor pooledGradient, GradientTarget weightGradient)
    {
        if (FirstConvolution.Fits(geometry, pool))
        {
            return weightGradient switch
            {
                GradientTarget.Store store => FirstGradient(geometry, pool, input, pooled, argMax, pooledGradient, new StoreGradient(Floats(store.Gradient)), ""),
                GradientTarget.Descend descend => FirstGradient(geometry, pool, input, pooled, argMax, pooledGradient, Descend(descend), " descend"),
                _ => throw new ArgumentException($"no kernel for {weightGradient}"),
            };
        }

        var scratch = device.Scratch.Next();
        var spread = scratch.Intermediate(geometry.OutputShape);
        return Chain(
            "conv2drelumaxpool2d weight_gradient chained", scratch,
            MaxPool2dGradient(pool, pooledGradient, argMax, pooled, spread),
            Conv2dWeightGradient(geometry, input, spread, weightGradient));
    }

    private Launch Pooled<TFinish, TPositions>(
        Conv2dGeometry geometry, Pool2dGeometry pool, DeviceTensor input, DeviceTensor weight, DeviceTensor? bias, TFinish finish, TPositions positions,
        DeviceTensor output, DeviceTensor? argMax)
        where TFinish : struct, IFinish
        where TPositions : struct, IPositions
    {
        var shape = new ConvShape(geometry);
        var poolShape = new PoolShape(pool);
        if (FirstConvolution.Fits(geometry, pool))
        {
            var layer = new FirstLayer(Floats(input), Floats(weight), Floats(output), shape, poolShape);
            if (_first.Fits(shape))
                return _first.Forward(layer, bias is null ? new OptionalBias(layer.W, 0) : new OptionalBias(Floats(bias), shape.OutChannels), positions);
            return device.Cache.Bind(
                "conv2drelumaxpool2d forward first", FirstConvolution.Forward, FirstConvolution.Shape(geometry, pool), layer, finish, positions);
        }

        if (_tensor.Fits(shape) && Tiling.Of(pool) && WarpTile.Rows % poolShape.ByWindowArea.Value == 0)
        {
            var rows = new PooledRows<TFinish, TPositions>(Floats(output), finish, positions, poolShape);
            return _tensor.Bind(new ForwardTensor<PooledRows<TFinish, TPositions>>("conv2drelumaxpool2d forward", Floats(input), Floats(weight), rows, shape));
        }

        var scratch = device.Scratch.Next();
        var convolved = scratch.Intermediate(geometry.OutputShape);
        return Chain(
            "conv2drelumaxpool2d forward chained", scratch,
            Conv2d(geometry, input, weight, bias, true, convolved),
            MaxPool2d(pool, convolved, output, argMax));
    }

    private Launch FirstGradient<TTarget>(
        Conv2dGeometry geometry, Pool2dGeometry pool, DeviceTensor input, DeviceTensor pooled, DeviceTensor argMax, DeviceTensor pooledGradient,
        TTarget target, string suffix)
        where TTarget : struct, IGradientTarget
    {
        ArrayView<float> x = Floats(input), output = Floats(pooled);
        var layer = new FirstLayer(x, x, output, new ConvShape(geometry), new PoolShape(pool));
        var gradient = new PooledGradient(output, Bytes(argMax), Floats(pooledGradient));
        if (_first.Fits(layer.Shape)) return _first.Gradient(layer, gradient, target, suffix);
        var (rows, across) = (Tiles(pool.Columns.Output, FirstConvolutionGradient.Width) * pool.Rows.Output, Tiles(geometry.OutputChannels, FirstConvolutionGradient.Channels));
        var plan = SplitPlan.For(device.Traits, across, rows * geometry.Batch, minimumStages: 2);
        var shape = new LaunchShape(1, across, plan.Parts, FirstConvolutionGradient.Threads);
        var name = "conv2drelumaxpool2d weight_gradient first" + suffix;
        if (plan.Parts == 1)
            return device.Cache.Bind(name, FirstConvolutionGradient.Run, shape, layer, gradient, target, new WholeDepth(plan.StagesPerPart));
        var scratch = device.Scratch.Next();
        var split = plan.In(scratch, across, FirstConvolutionGradient.ResultSize);
        return device.Cache.Bind(name, FirstConvolutionGradient.Run, shape, layer, gradient, target, split).Using(scratch);
    }
}
