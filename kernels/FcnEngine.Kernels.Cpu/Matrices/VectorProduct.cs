using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Matrices;

/// <summary>
/// product [1, N] = left [1, K] * right [K, N]: each element of right is used once, so it streams from memory as it lies, eight rows
/// at a time. An item owns a stretch of columns and a part of the depth; how many parts depends on the shape alone, and
/// their sums are added in order.
/// </summary>
internal sealed unsafe class VectorProduct<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private const int ColumnsPerItem = 2048;
    private const int RowsPerPart = 1024;
    private const int Together = 8;
    private readonly Workspace _workspace;
    private readonly int _depth;
    private readonly int _columns;
    private readonly float* _left;
    private readonly float* _right;
    private readonly float* _product;
    private readonly int _stretches;
    private readonly int _parts;
    private readonly Action<int, int> _multiply;

    public VectorProduct(Workspace workspace, int depth, int columns, float* left, float* right, float* product)
    {
        _workspace = workspace;
        (_depth, _columns) = (depth, columns);
        _left = left;
        _right = right;
        _product = product;
        _stretches = (columns + ColumnsPerItem - 1) / ColumnsPerItem;
        _parts = Math.Max(1, (depth + RowsPerPart - 1) / RowsPerPart);
        if (_parts > 1) workspace.ReserveShared((long)_parts * columns);
        _multiply = Multiply;
    }

    public void Run()
    {
        _workspace.Crew.Run(_stretches * _parts, _multiply);
        if (_parts == 1) return;
        new ReadOnlySpan<float>(_workspace.Shared, _columns).CopyTo(new Span<float>(_product, _columns));
        for (var part = 1; part < _parts; part++)
        {
            var sums = _workspace.Shared + (long)part * _columns;
            for (var column = 0; column < _columns; column++) _product[column] += sums[column];
        }
    }

    private void Multiply(int item, int worker)
    {
        var (part, stretch) = Math.DivRem(item, _stretches);
        var start = stretch * ColumnsPerItem;
        var count = Math.Min(ColumnsPerItem, _columns - start);
        var sums = (_parts == 1 ? _product : _workspace.Shared + (long)part * _columns) + start;
        new Span<float>(sums, count).Clear();
        var row = part * RowsPerPart;
        var end = Math.Min(row + RowsPerPart, _depth);
        var right = _right + (long)row * _columns + start;
        for (; row + Together <= end; row += Together, right += (long)Together * _columns)
        {
            var column = AddEight<V, L>(_left + row, right, sums, 0, count);
            AddEight<float, Lanes1>(_left + row, right, sums, column, count);
        }

        for (; row < end; row++, right += _columns) Add(_left[row], right, sums, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int AddEight<W, M>(float* left, float* right, float* sums, int column, int count)
        where W : unmanaged
        where M : struct, ILanes<W>
    {
        nint step = _columns;
        W x0 = M.Broadcast(left[0]), x1 = M.Broadcast(left[1]), x2 = M.Broadcast(left[2]), x3 = M.Broadcast(left[3]);
        W x4 = M.Broadcast(left[4]), x5 = M.Broadcast(left[5]), x6 = M.Broadcast(left[6]), x7 = M.Broadcast(left[7]);
        for (; column + M.Count <= count; column += M.Count)
        {
            var at = right + column;
            var low = M.MultiplyAdd(x0, M.Load(at), M.Load(sums + column));
            var high = M.Multiply(x4, M.Load(at + 4 * step));
            low = M.MultiplyAdd(x1, M.Load(at + step), low);
            high = M.MultiplyAdd(x5, M.Load(at + 5 * step), high);
            low = M.MultiplyAdd(x2, M.Load(at + 2 * step), low);
            high = M.MultiplyAdd(x6, M.Load(at + 6 * step), high);
            low = M.MultiplyAdd(x3, M.Load(at + 3 * step), low);
            high = M.MultiplyAdd(x7, M.Load(at + 7 * step), high);
            M.Store(M.Add(low, high), sums + column);
        }

        return column;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(float left, float* right, float* sums, int count)
    {
        var column = 0;
        var x = L.Broadcast(left);
        for (; column + L.Count <= count; column += L.Count) L.Store(L.MultiplyAdd(x, L.Load(right + column), L.Load(sums + column)), sums + column);
        for (; column < count; column++) sums[column] = Lanes1.MultiplyAdd(left, right[column], sums[column]);
    }
}
