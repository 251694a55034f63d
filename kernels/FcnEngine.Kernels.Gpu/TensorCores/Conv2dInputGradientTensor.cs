using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.TensorCores;

// Gradient of a convolution's input on tensor cores, any stride: each phase of the input pixels (see Conv2dInputGradient) is a
// product dx[pixels, Ci] = patches(dy)[pixels, taps*Co] w'[taps*Co, Ci], the patches windows of dy, w' the weights of the phase's taps
// read transposed as they are stored. Ci and Co are multiples of 4. A block owns Rows x Columns of one phase and a part of its
// depth. Grid: (Ci / Columns, pixels of the largest phase / Rows, phases * parts), rounded up; blocks beyond a smaller phase's
// rows or parts end at once. Every pixel belongs to one phase: dx is overwritten whole.

public static class Conv2dInputGradientTensor
{
    public static int SharedFloat4<TTile>()
        where TTile : struct, IBlockTile =>
        IntrinsicMath.Max(PatchRows<TTile>.Size + TransposedWeights<TTile>.Size + BlockOf<TTile>.Rows + 1, ResultTile<TTile>.Size);

    /// <summary>The tile's rows are pixels of a phase.</summary>
    private readonly struct PhaseRows(int first, GradientPhase phase, ConvShape shape) : IRowMap
    {
        private readonly int _first = first;
        private readonly GradientPhase _phase = phase;
        private readonly ConvShape _shape = shape;

        public int Row(int tileRow) => _first + tileRow < _phase.Rows(_shape) ? _phase.Pixel(_first + tileRow, _shape) : -1;
    }

    public static void Run<TTile, TArithmetic, TResult, TSplit>(ArrayView<float> dy, ArrayView<float> w, TResult result, ConvShape shape, TSplit split)
        where TTile : struct, IBlockTile
        where TArithmetic : struct, IArithmetic
        where TResult : struct, IResult
        where TSplit : struct, ISplit
    {
        int phaseIndex = Grid.IdxZ / split.Parts, part = Grid.IdxZ - phaseIndex * split.Parts;
        var phase = new GradientPhase(phaseIndex, shape);
        var window = new WindowShape(shape.OutHeight, shape.OutWidth, shape.ByOutChannels, phase.TapsDown, phase.TapsAcross);
        var stages = (window.Depth + MainLoop.StageDepth - 1) / MainLoop.StageDepth;
        var parts = (stages + split.StagesPerPart - 1) / split.StagesPerPart;
        var firstRow = Grid.IdxY * BlockOf<TTile>.Rows;
        // A phase without taps (a stride larger than the window) has one part without stages, which stores zeros.
        if (firstRow >= phase.Rows(shape) | part >= IntrinsicMath.Max(parts, 1)) return;

        var shared = SharedMemory.GetDynamic<Float4>();
        var patches = shared.SubView(0, PatchRows<TTile>.Size);
        var weights = shared.SubView(PatchRows<TTile>.Size, TransposedWeights<TTile>.Size);
        var origins = shared.SubView(PatchRows<TTile>.Size + TransposedWeights<TTile>.Size, BlockOf<TTile>.Rows).Cast<Origin>();
        // What the epilogue needs, and the first tap, so that no register holds them through the main loop. All have read them before the
        // epilogue's first barrier, for the result of a tall tile overwrites them.
        var kept = shared.SubView(PatchRows<TTile>.Size + TransposedWeights<TTile>.Size + BlockOf<TTile>.Rows, 1).Cast<int>();
        if (Group.IdxX == 0)
        {
            int lastY = phase.PhaseY + (phase.TapsDown - 1) * shape.StrideY, lastX = phase.PhaseX + (phase.TapsAcross - 1) * shape.StrideX;
            kept[0] = phaseIndex;
            kept[1] = IntrinsicMath.Max(parts, 1);
            kept[2] = (lastY * shape.KernelWidth + lastX) * shape.InChannels;
        }

        int lane = Group.IdxX & 31, warp = Group.IdxX >> 5, warpColumn = warp / TTile.WarpsDown, warpRow = warp - warpColumn * TTile.WarpsDown;
        var firstColumn = Grid.IdxX * BlockOf<TTile>.Columns;
        int first = part * split.StagesPerPart, end = IntrinsicMath.Min(first + split.StagesPerPart, stages);

        // The window's taps run the other way round: its tap (0, 0) is the phase's last.
        for (var i = Group.IdxX; i < BlockOf<TTile>.Rows; i += BlockOf<TTile>.Threads)
        {
            var image = phase.Output(firstRow + i, shape, out var oy, out var ox);
            origins[i] = new Origin(
                image, oy - (phase.TapsDown - 1), ox - (phase.TapsAcross - 1), firstRow + i < phase.Rows(shape), window);
        }

        var turned = new TurnedTaps(
            kept.SubView(2, 1), shape.StrideY * shape.KernelWidth * shape.InChannels, shape.StrideX * shape.InChannels, shape.InChannels);
        Group.Barrier();
        var total = new WarpSums();
        if (first < end)
        {
            var left = new PatchRows<TTile>(patches, origins, dy, window, first, warpRow);
            var right = new TransposedWeights<TTile>(weights, w, window, turned, firstColumn, warpColumn);
            MainLoop.Run<TTile, PatchRows<TTile>, TransposedWeights<TTile>, TArithmetic>(ref left, ref right, first, end, window.Depth, ref total);
        }

        phaseIndex = kept[0];
        Results.Write<TTile, PhaseRows, TResult, TSplit>(
            shared, total, warpRow * BlockOf<TTile>.WarpRows + (lane >> 2), 8, warpColumn, firstColumn,
            new PhaseRows(firstRow, new GradientPhase(phaseIndex, shape), shape), result, split, Grid.IdxZ - phaseIndex * split.Parts, kept[1]);
    }
}
