using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>Binds the first layer's tensor-core kernels in the precision that a device was asked for.</summary>
internal sealed class FirstLayerBinding(IlgpuDevice device)
{
    /// <summary>Blocks that share a multiprocessor, for its registers.</summary>
    private const int ForwardBlocks = 4;

    /// <summary>Whether the results are whole pieces of 16 bytes, and worth a tile; <see cref="FirstConvolution.Fits"/> says the rest.</summary>
    public bool Fits(ConvShape shape) => device.Traits.TensorCores && shape.OutChannels % 4 == 0 && shape.OutChannels >= 16;

    public Launch Forward<TPositions>(FirstLayer layer, OptionalBias bias, TPositions positions)
        where TPositions : struct, IPositions => device.Options.Precision switch
        {
            Precision.Fp32 => Forward<TapsTf32AndBf16, TPositions>(layer, bias, positions, "tf32+bf16"),
            Precision.Tf32x3 => Forward<TapsThreeTf32, TPositions>(layer, bias, positions, "3xtf32"),
            Precision.Tf32 => Forward<TapsOneTf32, TPositions>(layer, bias, positions, "tf32"),
            _ => Forward<TapsOneBf16, TPositions>(layer, bias, positions, "bf16"),
        };

    private Launch Forward<TArithmetic, TPositions>(FirstLayer layer, OptionalBias bias, TPositions positions, string arithmetic)
        where TArithmetic : struct, ITapArithmetic
        where TPositions : struct, IPositions
    {
        var across = GpuKernels.Tiles(layer.Pool.OutWidth, FirstForwardTensor.Width);
        var strips = layer.Pool.Batch * layer.Pool.OutHeight * across;
        var perBlock = GpuKernels.Tiles(strips, device.Traits.Multiprocessors * ForwardBlocks);
        var shape = new LaunchShape(
            GpuKernels.Tiles(strips, perBlock), 1, 1, FirstForwardTensor.Threads, FirstForwardTensor.SharedFloat4<TArithmetic>(layer.Shape.OutChannels) * 16,
            ForwardBlocks);
        return device.Cache.Bind(
            $"conv2drelumaxpool2d forward first {arithmetic}", FirstForwardTensor.Run<TArithmetic, TPositions>, shape, layer, bias, positions,
            new Divisor(across), perBlock);
    }

    public Launch Gradient<TTarget>(FirstLayer layer, PooledGradient gradient, TTarget target, string suffix)
        where TTarget : struct, IGradientTarget => device.Options.Precision switch
        {
            Precision.Fp32 => Gradient<SpreadTf32AndBf16, TTarget>(layer, gradient, target, suffix + " tf32+bf16"),
            Precision.Tf32x3 => Gradient<Spread<ThreeTf32>, TTarget>(layer, gradient, target, suffix + " 3xtf32"),
            Precision.Tf32 => Gradient<Spread<OneTf32>, TTarget>(layer, gradient, target, suffix + " tf32"),
            _ => Gradient<Spread<OneBf16>, TTarget>(layer, gradient, target, suffix + " bf16"),
        };

    private Launch Gradient<TArithmetic, TTarget>(FirstLayer layer, PooledGradient gradient, TTarget target, string suffix)
        where TArithmetic : struct, ISpreadArithmetic
        where TTarget : struct, IGradientTarget
    {
        int across = GpuKernels.Tiles(layer.Pool.OutWidth, FirstGradientTensor.Width), tiles = GpuKernels.Tiles(layer.Shape.OutChannels, FirstGradientTensor.Columns);
        var plan = SplitPlan.For(device.Traits, tiles, layer.Pool.Batch * layer.Pool.OutHeight * across, minimumStages: 2, blocksPerMultiprocessor: 1);
        var shape = new LaunchShape(1, tiles, plan.Parts, FirstGradientTensor.Threads);
        var name = "conv2drelumaxpool2d weight_gradient first" + suffix;
        var by = new Divisor(across);
        if (plan.Parts == 1)
            return device.Cache.Bind(name, FirstGradientTensor.Run<TArithmetic, TTarget, WholeDepth>, shape, layer, gradient, by, target, new WholeDepth(plan.StagesPerPart));
        var scratch = device.Scratch.Next();
        var split = plan.In(scratch, tiles, FirstGradientTensor.ResultFloat4 * 4);
        return device.Cache.Bind(name, FirstGradientTensor.Run<TArithmetic, TTarget, SharedDepth>, shape, layer, gradient, by, target, split).Using(scratch);
    }
}
