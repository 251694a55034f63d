using System.Runtime.CompilerServices;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Gemm;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Matrices;

/// <summary>
/// rightGradient [k, n] = left^T [k, m] * outputGradient [m, n], a sum of m outer products. An item owns 8 rows of the
/// gradient and a stretch of columns; each finished piece goes to the sink while it is in the first-level cache.
/// </summary>
internal sealed unsafe class OuterProductSum<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private const int ColumnsPerItem = 4096;
    private const int RowsPerItem = 8;
    private readonly Workspace _workspace;
    private readonly int _terms;
    private readonly int _rows;
    private readonly int _columns;
    private readonly float* _left;
    private readonly float* _outputGradient;
    private readonly GradientSink<V, L> _sink;
    private readonly int _rowBlocks;
    private readonly Action<int, int> _run;

    public OuterProductSum(Workspace workspace, int terms, int rows, int columns, float* left, float* outputGradient, GradientTarget target)
    {
        _workspace = workspace;
        _terms = terms;
        _rows = rows;
        _columns = columns;
        _left = left;
        _outputGradient = outputGradient;
        _sink = new GradientSink<V, L>(target, (long)rows * columns);
        _rowBlocks = (rows + RowsPerItem - 1) / RowsPerItem;
        workspace.ReservePrivate(ColumnsPerItem);
        _run = Multiply;
    }

    public void Run()
    {
        if (_sink.Wanted) _workspace.Crew.Run(_rowBlocks * ((_columns + ColumnsPerItem - 1) / ColumnsPerItem), _run);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(int item, int worker)
    {
        var (stretch, block) = Math.DivRem(item, _rowBlocks);
        var start = stretch * ColumnsPerItem;
        var count = Math.Min(ColumnsPerItem, _columns - start);
        var sum = _workspace.Private(worker);
        for (var row = block * RowsPerItem; row < Math.Min((block + 1) * RowsPerItem, _rows); row++)
        {
            new Span<float>(sum, count).Clear();
            for (var term = 0; term < _terms; term++)
            {
                var factor = _left[(long)term * _rows + row];
                var gradient = _outputGradient + (long)term * _columns + start;
                var wide = L.Broadcast(factor);
                var column = 0;
                for (; column + L.Count <= count; column += L.Count)
                    L.Store(L.MultiplyAdd(wide, L.Load(gradient + column), L.Load(sum + column)), sum + column);
                for (; column < count; column++) sum[column] = Lanes1.MultiplyAdd(factor, gradient[column], sum[column]);
            }

            _sink.Take(sum, (long)row * _columns + start, count);
        }
    }
}
