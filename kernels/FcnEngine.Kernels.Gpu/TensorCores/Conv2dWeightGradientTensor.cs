using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

// Gradient of a convolution's weights on tensor cores, any stride: dw[K, Co] = patches^T[K, M] dy[M, Co], the patches of the
// forward pass (K = Kh*Kw*Ci) summed over the M output pixels. Ci and Co are multiples of 4. A block owns Rows x Columns of dw
// and a part of the pixels, 32 a stage. Grid: (Co / Columns, K / Rows, parts), rounded up. Each element of dw reaches its target
// once: stored, or taken off the weight.

public static class Conv2dWeightGradientTensor
{
    public static int SharedFloat4<TTile>()
        where TTile : struct, IBlockTile =>
        IntrinsicMath.Max(PatchColumns<TTile>.Size + MatrixRows<TTile>.Size, ResultTile<TTile>.Size);

    public static void Run<TTile, TArithmetic, TResult, TSplit>(ArrayView<float> x, ArrayView<float> dy, TResult result, ConvShape shape, TSplit split)
        where TTile : struct, IBlockTile
        where TArithmetic : struct, IArithmetic
        where TResult : struct, IResult
        where TSplit : struct, ISplit
    {
        var shared = SharedMemory.GetDynamic<Float4>();
        var patches = shared.SubView(0, PatchColumns<TTile>.Size);
        var gradients = shared.SubView(PatchColumns<TTile>.Size, MatrixRows<TTile>.Size);
        int lane = Group.IdxX & 31, warp = Group.IdxX >> 5, warpColumn = warp / TTile.WarpsDown, warpRow = warp - warpColumn * TTile.WarpsDown;
        int firstRow = Grid.IdxY * BlockOf<TTile>.Rows, firstColumn = Grid.IdxX * BlockOf<TTile>.Columns;
        var stages = (shape.OutPixels + MainLoop.StageDepth - 1) / MainLoop.StageDepth;
        int first = Grid.IdxZ * split.StagesPerPart, end = IntrinsicMath.Min(first + split.StagesPerPart, stages);

        var left = new PatchColumns<TTile>(patches, x, shape, first, firstRow, warpRow);
        var right = new MatrixRows<TTile>(gradients, dy, shape.OutPixels, shape.OutChannels, first, firstColumn, warpColumn);
        var total = new WarpSums();
        MainLoop.Run<TTile, PatchColumns<TTile>, MatrixRows<TTile>, TArithmetic>(ref left, ref right, first, end, shape.OutPixels, ref total);
        Results.Write<TTile, RowsFrom, TResult, TSplit>(
            shared, total, warpRow * BlockOf<TTile>.WarpRows + (lane >> 2) * 4, 1, warpColumn, firstColumn, new RowsFrom(firstRow, shape.PatchSize), result, split,
            Grid.IdxZ, split.Parts);
    }
}
