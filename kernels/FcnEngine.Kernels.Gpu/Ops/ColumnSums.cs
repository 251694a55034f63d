using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU;

namespace FcnEngine.Kernels.Gpu;

/// <summary>What is summed down a column.</summary>
public interface IColumnTerms
{
    /// <summary>Called first: all terms are of this column.</summary>
    void Enter(int column);

    float At(int row);
}

/// <summary>The columns of a stored matrix.</summary>
public struct MatrixTerms(ArrayView<float> matrix, int columns) : IColumnTerms
{
    private readonly ArrayView<float> _matrix = matrix;
    private readonly int _columns = columns;
    private int _column;

    public void Enter(int column) => _column = column;

    public readonly float At(int row) => _matrix[row * _columns + _column];
}

/// <summary>How many terms each of how many columns has.</summary>
public readonly record struct SumExtent(int Rows, int Columns);

/// <summary>
/// target[c] = the sum over r of the terms [r, c]. A block of 256 threads owns 32 columns and a part of the rows; a warp takes every
/// eighth row, four of them on their way at a time. Warps and parts are added in a fixed order, each result reaches its target once.
/// </summary>
public static class ColumnSums
{
    public const int Threads = 256, Columns = 32, Warps = Threads / Columns, StageRows = 4 * Warps;

    /// <summary>Blocks: (columns / 32, 1, parts); a stage is <see cref="StageRows"/> rows.</summary>
    public static void Run<TTerms, TTarget, TSplit>(TTerms terms, TTarget target, SumExtent extent, TSplit split)
        where TTerms : struct, IColumnTerms
        where TTarget : struct, IGradientTarget
        where TSplit : struct, ISplit
    {
        var buffer = SharedMemory.Allocate<Float4>(Threads);
        var sums = buffer.Cast<float>();
        int thread = Group.IdxX, column = Grid.IdxX * Columns + (thread & Columns - 1), part = Grid.IdxZ;
        int first = part * split.StagesPerPart * StageRows, end = IntrinsicMath.Min(first + split.StagesPerPart * StageRows, extent.Rows);
        var sum = 0f;
        if (column < extent.Columns)
        {
            terms.Enter(column);
            var row = first + (thread >> 5);
            for (; row + 3 * Warps < end; row += StageRows)
            {
                float a = terms.At(row), b = terms.At(row + Warps), c = terms.At(row + 2 * Warps), d = terms.At(row + 3 * Warps);
                sum += a + b + (c + d);
            }

            for (; row < end; row += Warps) sum += terms.At(row);
        }

        sums[thread] = sum;
        Group.Barrier();
        for (var half = Threads / 2; half >= Columns; half >>= 1)
        {
            if (thread < half) sums[thread] += sums[thread + half];
            Group.Barrier();
        }

        if (split.GatherNarrow(buffer, Columns / 4, part) && thread < Columns & column < extent.Columns) target.Take(column, sums[thread]);
    }
}

internal sealed partial class GpuKernels
{
    /// <param name="minimumStages">Below this many stages a part is not worth its share of the reduction.</param>
    private Launch SumColumns<TTerms, TTarget>(string name, TTerms terms, TTarget target, SumExtent extent, int minimumStages = 2)
        where TTerms : struct, IColumnTerms
        where TTarget : struct, IGradientTarget
    {
        int across = Tiles(extent.Columns, ColumnSums.Columns), stages = Tiles(extent.Rows, ColumnSums.StageRows);
        var plan = SplitPlan.For(device.Traits, across, stages, minimumStages);
        var shape = new LaunchShape(across, 1, plan.Parts, ColumnSums.Threads);
        if (plan.Parts == 1) return device.Cache.Bind(name, ColumnSums.Run, shape, terms, target, extent, new WholeDepth(plan.StagesPerPart));
        var scratch = device.Scratch.Next();
        return device.Cache.Bind(name, ColumnSums.Run, shape, terms, target, extent, plan.In(scratch, across, ColumnSums.Columns)).Using(scratch);
    }
}
