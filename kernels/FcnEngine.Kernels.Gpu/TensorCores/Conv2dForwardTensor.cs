using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

// Convolution forward on tensor cores, tap by tap: y[M, Co] = patches[M, K] w[K, Co] with M = N*Ho*Wo output pixels and
// K = Kh*Kw*Ci. x is NHWC, w HWIO (so already [K, Co]), y NHWC; Ci and Co are multiples of 4. A block owns Rows x Columns of y
// and a part of K, 32 a stage; which pixels its rows are, and whether they are pooled, is up to IOutputRows. Grid: (Co / Columns,
// M / Rows, parts), rounded up. y is overwritten whole, by the last block of a tile where several share it.

public static class Conv2dForwardTensor
{
    public static int SharedFloat4<TTile>()
        where TTile : struct, IBlockTile =>
        IntrinsicMath.Max(PatchRows<TTile>.Size + MatrixRows<TTile>.Size + BlockOf<TTile>.Rows, ResultTile<TTile>.Size);

    public static void Run<TTile, TArithmetic, TRows, TSplit>(ArrayView<float> x, ArrayView<float> w, TRows rows, ConvShape shape, TSplit split)
        where TTile : struct, IBlockTile
        where TArithmetic : struct, IArithmetic
        where TRows : struct, IOutputRows
        where TSplit : struct, ISplit
    {
        var shared = SharedMemory.GetDynamic<Float4>();
        var patches = shared.SubView(0, PatchRows<TTile>.Size);
        var weights = shared.SubView(PatchRows<TTile>.Size, MatrixRows<TTile>.Size);
        var origins = shared.SubView(PatchRows<TTile>.Size + MatrixRows<TTile>.Size, BlockOf<TTile>.Rows).Cast<Origin>();
        int lane = Group.IdxX & 31, warp = Group.IdxX >> 5, warpColumn = warp / TTile.WarpsDown, warpRow = warp - warpColumn * TTile.WarpsDown;
        int firstRow = Grid.IdxY * BlockOf<TTile>.Rows, firstColumn = Grid.IdxX * BlockOf<TTile>.Columns;
        var window = new WindowShape(shape.Height, shape.Width, shape.ByInChannels, shape.KernelHeight, shape.KernelWidth);
        var stages = (window.Depth + MainLoop.StageDepth - 1) / MainLoop.StageDepth;
        int first = Grid.IdxZ * split.StagesPerPart, end = IntrinsicMath.Min(first + split.StagesPerPart, stages);

        for (var i = Group.IdxX; i < BlockOf<TTile>.Rows; i += BlockOf<TTile>.Threads)
        {
            var pixel = firstRow + i;
            var image = rows.Pixel(pixel, shape, out var oy, out var ox);
            origins[i] = new Origin(image, oy * shape.StrideY - shape.Top, ox * shape.StrideX - shape.Left, pixel < shape.OutPixels, window);
        }

        Group.Barrier();
        var left = new PatchRows<TTile>(patches, origins, x, window, first, warpRow);
        var right = new MatrixRows<TTile>(weights, w, window.Depth, shape.OutChannels, first, firstColumn, warpColumn);
        var total = new WarpSums();
        MainLoop.Run<TTile, PatchRows<TTile>, MatrixRows<TTile>, TArithmetic>(ref left, ref right, first, end, window.Depth, ref total);
        if (Results.Collect<TTile, TSplit>(
            shared, total, warpRow * BlockOf<TTile>.WarpRows + (lane >> 2), 8, warpColumn, split, Grid.IdxZ, split.Parts))
            rows.Write(shared, BlockOf<TTile>.Rows, BlockOf<TTile>.Pieces, firstRow, firstColumn);
    }
}
