using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Gemm;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Convolutions;

/// <summary>
/// Like <see cref="PatchProduct{V, L}"/>, with bias, ReLU and 2x2 max-pooling while a tile is in the first-level cache: its 4 or 8 pixels
/// are one or two whole windows. An item owns some windows and one panel of output channels.
/// </summary>
internal sealed unsafe class PooledPatchProduct<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private readonly PatchGrid _grid;
    private readonly float* _bias;
    private readonly int _channels;
    private readonly int _windowColumns;
    private readonly Item[] _items;

    public PooledPatchProduct(PatchGrid grid, Panel[] panels, float* bias, int channels)
    {
        _grid = grid;
        _bias = bias;
        _channels = channels;
        _windowColumns = grid.Columns / 2;
        var windows = grid.Rows / 2 * _windowColumns;
        var perItem = Math.Max(1, PatchProduct<V, L>.PixelsPerItem(grid) / 4);
        _items = [.. from panel in panels
                     from chunk in Enumerable.Range(0, (windows + perItem - 1) / perItem)
                     select new Item(panel, chunk * perItem, Math.Min(perItem, windows - chunk * perItem))];
    }

    /// <summary>Pieces of work in one image.</summary>
    public int ItemCount => _items.Length;

    /// <param name="output">The pooled image.</param>
    /// <param name="argMax">The first maximum's place in each window, 0 to 3, or null.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public void Multiply(int index, float* source, float* packed, float* output, byte* argMax, float* tile)
    {
        var (panel, window, count) = _items[index];
        var weights = packed + _grid.PackedStart + (long)_grid.Patch.Terms * panel.Offset;
        var rows = stackalloc nint[8];
        for (var end = window + count; window < end;)
        {
            var windows = Math.Min(MicroKernel<V, L>.Rows / 4, end - window);
            for (var w = 0; w < windows; w++)
            {
                var (y, x) = Math.DivRem(window + w, _windowColumns);
                var corner = _grid.SourceOrigin + 2 * (y * _grid.SourceRowStep + x * _grid.SourceColumnStep);
                rows[4 * w] = corner;
                rows[4 * w + 1] = corner + _grid.SourceColumnStep;
                rows[4 * w + 2] = corner + _grid.SourceRowStep;
                rows[4 * w + 3] = corner + _grid.SourceRowStep + _grid.SourceColumnStep;
            }

            MicroKernel<V, L>.Select(4 * windows, panel)(source, rows, _grid.Patch, weights, tile, false);
            for (var w = 0; w < windows; w++, window++)
            {
                var target = (long)window * _channels + panel.Start;
                var place = argMax == null ? null : argMax + target;
                var sums = tile + 4 * w * panel.Width;
                var done = Finish<V, L>(sums, panel, output + target, place, 0);
                if (done < panel.Columns) Finish<float, Lanes1>(sums, panel, output + target, place, done);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Finish<W, M>(float* sums, Panel panel, float* output, byte* argMax, int column)
        where W : unmanaged
        where M : struct, ILanes<W>
    {
        for (; column + M.Count <= panel.Columns; column += M.Count)
        {
            // also where there is no bias: adding +0 turns -0 into +0, as KeepLarger wants it
            var bias = _bias == null ? M.Zero : M.Load(_bias + panel.Start + column);
            var best = M.Relu(M.Add(M.Load(sums + column), bias));
            var place = M.Zero;
            for (var pixel = 1; pixel < 4; pixel++)
            {
                var value = M.Relu(M.Add(M.Load(sums + pixel * panel.Width + column), bias));
                M.KeepLarger(value, M.Broadcast(pixel), ref best, ref place);
            }

            M.Store(best, output + column);
            if (argMax != null) M.ToBytes(place, argMax + column);
        }

        return column;
    }

    private readonly record struct Item(Panel Panel, int First, int Count);
}
