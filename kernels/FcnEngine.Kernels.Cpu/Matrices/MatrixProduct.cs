using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Gemm;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Matrices;

/// <summary>A matrix in memory as one side of a product: element (r, c) at Start + r * RowStep + c * ColumnStep, one of the steps being 1.</summary>
internal readonly unsafe struct MatrixView(float* start, nint rowStep, nint columnStep)
{
    public float* Start { get; } = start;

    public nint RowStep { get; } = rowStep;

    public nint ColumnStep { get; } = columnStep;
}

/// <summary>
/// product [rows, columns] = left [rows, depth] * right [depth, columns]. An item owns some columns and a stretch of the depth:
/// it packs a block of right, multiplies all rows with it, and adds the tiles up. Where there are too few columns to go round,
/// the depth is cut into a number of parts that depends on the shape alone, and their sums are added in order.
/// </summary>
internal sealed unsafe class MatrixProduct<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private const int BlockDepth = 256;
    private const int PanelsPerItem = 8;
    private const int TileFloats = 8 * Panel.WidestWidth;
    private readonly Workspace _workspace;
    private readonly MatrixView _left;
    private readonly MatrixView _right;
    private readonly float* _product;
    private readonly int _rows;
    private readonly int _depth;
    private readonly int _columns;
    private readonly Panel[] _panels;
    private readonly int _groups;
    private readonly int _parts;
    private readonly int _partDepth;
    private readonly Action<int, int> _multiply;

    public MatrixProduct(Workspace workspace, int rows, int depth, int columns, MatrixView left, MatrixView right, float* product)
    {
        _workspace = workspace;
        _rows = rows;
        _depth = depth;
        _columns = columns;
        _left = left;
        _right = right;
        _product = product;
        _panels = Panel.Split(columns, L.Count);
        _groups = (_panels.Length + PanelsPerItem - 1) / PanelsPerItem;
        _parts = _groups >= 16 ? 1 : Math.Clamp(depth / (4 * BlockDepth), 1, 16);
        _partDepth = (depth + _parts - 1) / _parts;
        if (_parts > 1) workspace.ReserveShared((long)_parts * rows * columns);
        workspace.ReservePrivate(TileFloats + BlockDepth * PanelsPerItem * Panel.WidestWidth);
        _multiply = Multiply;
    }

    public void Run()
    {
        _workspace.Crew.Run(_groups * _parts, _multiply);
        if (_parts == 1) return;
        var count = (long)_rows * _columns;
        Buffer.MemoryCopy(_workspace.Shared, _product, count * sizeof(float), count * sizeof(float));
        for (var part = 1; part < _parts; part++) Accumulate(_product, _workspace.Shared + part * count, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private void Multiply(int item, int worker)
    {
        var (part, group) = Math.DivRem(item, _groups);
        var tile = _workspace.Private(worker);
        var packed = tile + TileFloats;
        var product = _parts == 1 ? _product : _workspace.Shared + (long)part * _rows * _columns;
        var firstDepth = part * _partDepth;
        var endDepth = Math.Min(firstDepth + _partDepth, _depth);
        var panels = _panels.AsSpan(group * PanelsPerItem, Math.Min(PanelsPerItem, _panels.Length - group * PanelsPerItem));
        var depth = firstDepth;
        do
        {
            var block = Math.Max(Math.Min(BlockDepth, endDepth - depth), 0);
            for (var index = 0; index < panels.Length; index++) PackBlock(panels[index], depth, block, packed + index * BlockDepth * Panel.WidestWidth);
            for (var row = 0; row < _rows; row += MicroKernel<V, L>.Rows)
            {
                for (var index = 0; index < panels.Length; index++)
                    MultiplyTile(row, depth, block, panels[index], packed + index * BlockDepth * Panel.WidestWidth, tile, product, depth > firstDepth);
            }

            depth += BlockDepth;
        }
        while (depth < endDepth);
    }

    private void PackBlock(Panel panel, int depth, int block, float* packed)
    {
        if (_right.ColumnStep == 1) Packing<V, L>.Rows(_right.Start + depth * _right.RowStep, _right.RowStep, block, panel, packed);
        else Packing<V, L>.Columns(_right.Start + depth * _right.RowStep, _right.ColumnStep, block, panel, packed);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private void MultiplyTile(int row, int depth, int block, Panel panel, float* packed, float* tile, float* product, bool accumulate)
    {
        var used = Math.Min(MicroKernel<V, L>.Rows, _rows - row);
        var rows = stackalloc nint[8];
        for (var r = 0; r < 8; r++) rows[r] = (row + Math.Min(r, used - 1)) * _left.RowStep;
        var kernel = MicroKernel<V, L>.Select(used <= 4 ? 4 : 8, panel);
        kernel(_left.Start + depth * _left.ColumnStep, rows, new Reduction(1, block, 0, _left.ColumnStep), packed, tile, false);
        for (var r = 0; r < used; r++)
        {
            var target = product + (long)(row + r) * _columns + panel.Start;
            var source = tile + r * panel.Width;
            if (accumulate) Accumulate(target, source, panel.Columns);
            else new ReadOnlySpan<float>(source, panel.Columns).CopyTo(new Span<float>(target, panel.Columns));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Accumulate(float* target, float* source, long count)
    {
        long index = 0;
        for (; index + L.Count <= count; index += L.Count) L.Store(L.Add(L.Load(target + index), L.Load(source + index)), target + index);
        for (; index < count; index++) target[index] += source[index];
    }
}
