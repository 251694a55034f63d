using System.Runtime.CompilerServices;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Gemm;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Elementwise;

/// <summary>output[r, c] = input[r, c] + bias[c]; output may be input. An item owns some rows.</summary>
internal sealed unsafe class BiasAddKernel<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private readonly Workspace _workspace;
    private readonly float* _input;
    private readonly float* _bias;
    private readonly float* _output;
    private readonly RowSplit _split;
    private readonly Action<int, int> _add;

    public BiasAddKernel(Workspace workspace, float* input, float* bias, float* output, RowSplit split)
    {
        _workspace = workspace;
        _input = input;
        _bias = bias;
        _output = output;
        _split = split;
        _add = Add;
    }

    public void Run() => _workspace.Crew.Run(_split.Items, _add);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(int item, int worker)
    {
        var (row, end) = _split.Range(item);
        for (; row < end; row++)
        {
            var input = _input + row * _split.Columns;
            var output = _output + row * _split.Columns;
            var column = 0;
            for (; column + L.Count <= _split.Columns; column += L.Count)
                L.Store(L.Add(L.Load(input + column), L.Load(_bias + column)), output + column);
            for (; column < _split.Columns; column++) output[column] = input[column] + _bias[column];
        }
    }
}

/// <summary>biasGradient[c] = sum over r of outputGradient[r, c]: each item sums its rows, then the items' sums are added in order.</summary>
internal sealed unsafe class BiasGradientKernel<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private readonly Workspace _workspace;
    private readonly float* _outputGradient;
    private readonly RowSplit _split;
    private readonly GradientSink<V, L> _sink;
    private readonly Action<int, int> _sum;

    public BiasGradientKernel(Workspace workspace, float* outputGradient, RowSplit split, GradientTarget target)
    {
        _workspace = workspace;
        _outputGradient = outputGradient;
        _split = split;
        _sink = new GradientSink<V, L>(target, split.Columns);
        workspace.ReserveShared((long)Math.Max(split.Items, 1) * split.Columns);
        _sum = Sum;
    }

    public void Run()
    {
        if (!_sink.Wanted) return;
        var total = _workspace.Shared;
        if (_split.Items == 0) new Span<float>(total, _split.Columns).Clear();
        _workspace.Crew.Run(_split.Items, _sum);
        for (var item = 1; item < _split.Items; item++) AddRow(total, _workspace.Shared + (long)item * _split.Columns);
        _sink.Take(total, 0, _split.Columns);
    }

    private void Sum(int item, int worker)
    {
        var total = _workspace.Shared + (long)item * _split.Columns;
        new Span<float>(total, _split.Columns).Clear();
        var (row, end) = _split.Range(item);
        for (; row < end; row++) AddRow(total, _outputGradient + row * _split.Columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRow(float* total, float* row)
    {
        var column = 0;
        for (; column + L.Count <= _split.Columns; column += L.Count)
            L.Store(L.Add(L.Load(total + column), L.Load(row + column)), total + column);
        for (; column < _split.Columns; column++) total[column] += row[column];
    }
}

/// <summary>Rows of a matrix, cut into items of about 16384 elements.</summary>
internal readonly record struct RowSplit(long Rows, int Columns)
{
    public int Items => checked((int)((Rows + RowsPerItem - 1) / RowsPerItem));

    private long RowsPerItem => Math.Max(1, Stretch.Length / Math.Max(Columns, 1));

    public (long First, long End) Range(int item) => (item * RowsPerItem, Math.Min((item + 1) * RowsPerItem, Rows));
}
