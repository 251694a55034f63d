using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using FcnEngine.Kernels.Gpu.Tuning;

namespace FcnEngine.Kernels.Gpu.TensorCores;

/// <summary>Turns a choice of tile, arithmetic and split into type arguments, once for all tensor-core products.</summary>
internal sealed class TensorBinding(IlgpuDevice device)
{
    /// <summary>Whether the 16-byte pieces of a product lie inside its rows, and its channels are worth a tile.</summary>
    public bool Fits(ConvShape shape) =>
        device.Traits.TensorCores && shape.InChannels % 4 == 0 && shape.OutChannels % 4 == 0 && shape.InChannels >= 16 && shape.OutChannels >= 16;

    public Launch Bind(ITensorKernel kernel)
    {
        var problem = kernel.Problem;
        var byModel = device.Options.Tile(device.Traits, device.Options.Precision, problem);
        return Bind(kernel, device.Choice.Pick(kernel.Name, ShapeText.Of(kernel.Shape), kernel.GetType(), TileChoice.Candidates(device.Traits, device.Options.Precision, problem), byModel));
    }

    public Launch Bind(ITensorKernel kernel, TileChoice choice) => choice.Tile switch
    {
        BlockTile.By64x40 => Bind<Tile64x40>(kernel, choice),
        BlockTile.By64x64 => Bind<Tile64x64>(kernel, choice),
        BlockTile.By64x80 => Bind<Tile64x80>(kernel, choice),
        BlockTile.By64x120 => Bind<Tile64x120>(kernel, choice),
        BlockTile.By128x80 => Bind<Tile128x80>(kernel, choice),
        BlockTile.By128x128 => Bind<Tile128x128>(kernel, choice),
        BlockTile.By128x160 => Bind<Tile128x160>(kernel, choice),
        BlockTile.By128x200 => Bind<Tile128x200>(kernel, choice),
        BlockTile.By256x120 => Bind<Tile256x120>(kernel, choice),
        _ => throw new ArgumentOutOfRangeException(nameof(choice), choice.Tile, "no such tile"),
    };

    private Launch Bind<TTile>(ITensorKernel kernel, TileChoice choice)
        where TTile : struct, IBlockTile => device.Options.Precision switch
        {
            Precision.Fp32 => Bind<TTile, Tf32AndBf16>(kernel, choice, "tf32+bf16"),
            Precision.Tf32x3 => Bind<TTile, ThreeTf32>(kernel, choice, "3xtf32"),
            Precision.Tf32 => Bind<TTile, OneTf32>(kernel, choice, "tf32"),
            _ => Bind<TTile, OneBf16>(kernel, choice, "bf16"),
        };

    private Launch Bind<TTile, TArithmetic>(ITensorKernel kernel, TileChoice choice, string arithmetic)
        where TTile : struct, IBlockTile
        where TArithmetic : struct, IArithmetic
    {
        var problem = kernel.Problem;
        int down = GpuKernels.Tiles(problem.Rows, BlockOf<TTile>.Rows), across = GpuKernels.Tiles(problem.Columns, BlockOf<TTile>.Columns);
        var (parts, perPart) = choice.Split;
        // Left to itself ptxas squeezes some kernels into fewer registers than a multiprocessor has for their blocks, and spills. A tall
        // tile of class T or B needs 168, of the others 255.
        var resident = device.Options.Precision switch
        {
            Precision.Tf32x3 => 256 / BlockOf<TTile>.Threads,
            Precision.Tf32 or Precision.Bf16 when TTile.Tall => 384 / BlockOf<TTile>.Threads,
            Precision.Tf32 => 512 / BlockOf<TTile>.Threads, // 128
            Precision.Bf16 => (TTile.Wide ? 512 : 640) / BlockOf<TTile>.Threads,
            _ => 0,
        };
        var shape = new LaunchShape(across, down, problem.Batches * parts, BlockOf<TTile>.Threads, kernel.SharedFloat4<TTile>() * 16, resident);
        var name = $"{kernel.Name} {arithmetic} {choice}";
        if (parts == 1) return kernel.Bind<TTile, TArithmetic, WholeDepth>(device.Cache, name, shape, new WholeDepth(perPart));
        var scratch = device.Scratch.Next();
        var split = choice.Split.In(scratch, down * across * problem.Batches, ResultTile<TTile>.Size * 4);
        return kernel.Bind<TTile, TArithmetic, SharedDepth>(device.Cache, name, shape, split).Using(scratch);
    }
}
