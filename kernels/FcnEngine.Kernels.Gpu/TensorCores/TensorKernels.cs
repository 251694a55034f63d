using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>A tensor-core product with its data, before tile, arithmetic and split are chosen.</summary>
internal interface ITensorKernel
{
    string Name { get; }

    ConvShape Shape { get; }

    TensorProblem Problem { get; }

    int SharedFloat4<TTile>()
        where TTile : struct, IBlockTile;

    Launch Bind<TTile, TArithmetic, TSplit>(KernelCache cache, string name, LaunchShape shape, TSplit split)
        where TTile : struct, IBlockTile
        where TArithmetic : struct, IArithmetic
        where TSplit : struct, ISplit;
}

internal sealed record ForwardTensor<TRows>(string Name, ArrayView<float> X, ArrayView<float> W, TRows Rows, ConvShape Shape) : ITensorKernel
    where TRows : struct, IOutputRows
{
    public TensorProblem Problem => new(Shape.OutPixels, Shape.OutChannels, GpuKernels.Tiles(Shape.PatchSize, MainLoop.StageDepth), 1);

    public int SharedFloat4<TTile>()
        where TTile : struct, IBlockTile => Conv2dForwardTensor.SharedFloat4<TTile>();

    public Launch Bind<TTile, TArithmetic, TSplit>(KernelCache cache, string name, LaunchShape shape, TSplit split)
        where TTile : struct, IBlockTile
        where TArithmetic : struct, IArithmetic
        where TSplit : struct, ISplit =>
        cache.Bind(name, Conv2dForwardTensor.Run<TTile, TArithmetic, TRows, TSplit>, shape, X, W, Rows, Shape, split);
}

internal sealed record InputGradientTensor<TResult>(string Name, ArrayView<float> Dy, ArrayView<float> W, TResult Result, ConvShape Shape) : ITensorKernel
    where TResult : struct, IResult
{
    public TensorProblem Problem
    {
        get
        {
            var pixels = Shape.Batch * GpuKernels.Tiles(Shape.Height, Shape.StrideY) * GpuKernels.Tiles(Shape.Width, Shape.StrideX);
            int phases = Shape.StrideY * Shape.StrideX, deepest = 0, all = 0;
            for (var i = 0; i < phases; i++)
            {
                var phase = new GradientPhase(i, Shape);
                var stages = GpuKernels.Tiles(phase.TapsDown * phase.TapsAcross * Shape.OutChannels, MainLoop.StageDepth);
                deepest = Math.Max(deepest, stages);
                all += stages;
            }

            return new TensorProblem(pixels, Shape.InChannels, deepest, phases) { AllStages = all };
        }
    }

    public int SharedFloat4<TTile>()
        where TTile : struct, IBlockTile => Conv2dInputGradientTensor.SharedFloat4<TTile>();

    public Launch Bind<TTile, TArithmetic, TSplit>(KernelCache cache, string name, LaunchShape shape, TSplit split)
        where TTile : struct, IBlockTile
        where TArithmetic : struct, IArithmetic
        where TSplit : struct, ISplit =>
        cache.Bind(name, Conv2dInputGradientTensor.Run<TTile, TArithmetic, TResult, TSplit>, shape, Dy, W, Result, Shape, split);
}

internal sealed record WeightGradientTensor<TResult>(string Name, ArrayView<float> X, ArrayView<float> Dy, TResult Result, ConvShape Shape) : ITensorKernel
    where TResult : struct, IResult
{
    public TensorProblem Problem => new(Shape.PatchSize, Shape.OutChannels, GpuKernels.Tiles(Shape.OutPixels, MainLoop.StageDepth), 1);

    public int SharedFloat4<TTile>()
        where TTile : struct, IBlockTile => Conv2dWeightGradientTensor.SharedFloat4<TTile>();

    public Launch Bind<TTile, TArithmetic, TSplit>(KernelCache cache, string name, LaunchShape shape, TSplit split)
        where TTile : struct, IBlockTile
        where TArithmetic : struct, IArithmetic
        where TSplit : struct, ISplit =>
        cache.Bind(name, Conv2dWeightGradientTensor.Run<TTile, TArithmetic, TResult, TSplit>, shape, X, Dy, Result, Shape, split);
}
