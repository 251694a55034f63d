using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

// Products of one row vector with a matrix, at the speed of reading the matrix: out[N] = x[K] W[K, N] and the update
// W -= rate * x (outer product) dy. N is a multiple of four.

public static class VectorProduct
{
    public const int Threads = 256, Pieces = 32, RowsAtATime = Threads / Pieces, StageRows = 4 * RowsAtATime;

    public static bool Fits(int m, int k, int n) => m == 1 && n % 4 == 0 && n >= 4 * Pieces && k >= StageRows;

    /// <summary>
    /// A block owns 128 columns and a part of the rows; a warp takes every eighth row, four of them on their way at a time.
    /// Grid: (N / 128, 1, parts); a stage is <see cref="StageRows"/> rows. The output is overwritten whole.
    /// </summary>
    public static void Run<TSplit>(ArrayView<float> x, ArrayView<float> w, ArrayView<float> output, SumExtent extent, TSplit split)
        where TSplit : struct, ISplit
    {
        var buffer = SharedMemory.Allocate<Float4>(Threads);
        int thread = Group.IdxX, piece = Grid.IdxX * Pieces + (thread & Pieces - 1), pieces = extent.Columns >> 2, part = Grid.IdxZ;
        int first = part * split.StagesPerPart * StageRows, end = IntrinsicMath.Min(first + split.StagesPerPart * StageRows, extent.Rows);
        var matrix = w.Cast<Float4>();
        var sum = new Float4();
        if (piece < pieces)
        {
            var row = first + (thread >> 5);
            for (; row + 3 * RowsAtATime < end; row += StageRows)
            {
                Float4 a = matrix[row * pieces + piece], b = matrix[(row + RowsAtATime) * pieces + piece];
                Float4 c = matrix[(row + 2 * RowsAtATime) * pieces + piece], d = matrix[(row + 3 * RowsAtATime) * pieces + piece];
                sum = sum.Plus(x[row], a).Plus(x[row + RowsAtATime], b).Plus(x[row + 2 * RowsAtATime], c).Plus(x[row + 3 * RowsAtATime], d);
            }

            for (; row < end; row += RowsAtATime) sum = sum.Plus(x[row], matrix[row * pieces + piece]);
        }

        buffer[thread] = sum;
        Group.Barrier();
        for (var half = Threads / 2; half >= Pieces; half >>= 1)
        {
            if (thread < half) buffer[thread] = buffer[thread].Plus(buffer[thread + half]);
            Group.Barrier();
        }

        if (split.GatherNarrow(buffer, Pieces, part) && thread < Pieces & piece < pieces) output.Cast<Float4>()[piece] = buffer[thread];
    }
}

/// <summary>The gradient x[k] * dy[n] of a matrix's element, sent to its target.</summary>
public readonly struct OuterProductMap<TTarget>(ArrayView<float> x, ArrayView<float> dy, TTarget target, Divisor byPieces) : IMap
    where TTarget : struct, IGradientTarget
{
    private readonly ArrayView<float> _x = x, _dy = dy;
    private readonly TTarget _target = target;
    private readonly Divisor _byPieces = byPieces;

    public void Four(int i)
    {
        var row = _byPieces.Divide(i, out var piece);
        _target.TakeFour(i, new Float4().Plus(_x[row], _dy.Cast<Float4>()[piece]));
    }

    /// <summary>Never: rows are whole Float4.</summary>
    public void One(int i)
    {
    }
}

internal sealed partial class GpuKernels
{
    private Launch VectorMatrix(DeviceTensor left, DeviceTensor right, DeviceTensor output)
    {
        int k = right.Shape[0], n = right.Shape[1], across = Tiles(n, 4 * VectorProduct.Pieces);
        var plan = SplitPlan.For(device.Traits, across, Tiles(k, VectorProduct.StageRows), minimumStages: 4);
        var shape = new LaunchShape(across, 1, plan.Parts, VectorProduct.Threads);
        var extent = new SumExtent(k, n);
        ArrayView<float> x = Floats(left), w = Floats(right), y = Floats(output);
        if (plan.Parts == 1)
            return device.Cache.Bind("matmul forward vector", VectorProduct.Run, shape, x, w, y, extent, new WholeDepth(plan.StagesPerPart));
        var scratch = device.Scratch.Next();
        var split = plan.In(scratch, across, 4 * VectorProduct.Pieces);
        return device.Cache.Bind("matmul forward vector", VectorProduct.Run, shape, x, w, y, extent, split).Using(scratch);
    }

    private Launch OuterProduct<TTarget>(string name, DeviceTensor left, DeviceTensor outputGradient, TTarget target)
        where TTarget : struct, IGradientTarget
    {
        int k = left.Shape[1], n = outputGradient.Shape[1];
        var map = new OuterProductMap<TTarget>(Floats(left), Floats(outputGradient), target, new Divisor(n / 4));
        return device.Cache.Bind(name, Elementwise.Run, Elementwise.Shape((long)k * n), map, checked(k * n));
    }
}
