using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Gemm;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Convolutions;

/// <summary>
/// Multiplies the patches of a padded image with packed weights. An item owns some pixels and one panel of output channels:
/// tiles of 4 or 8 pixels, each tile over the whole patch, so every output is one chain of sums whoever computes it.
/// </summary>
internal sealed unsafe class PatchProduct<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    /// <summary>Floats of private scratch an item needs.</summary>
    public const int TileFloats = 8 * Panel.WidestWidth;

    private readonly PatchGrid[] _grids;
    private readonly Panel[] _panels;
    private readonly float* _bias;
    private readonly bool _relu;
    private readonly Item[] _items;

    public PatchProduct(PatchGrid[] grids, Panel[] panels, float* bias, bool relu)
    {
        _grids = grids;
        _panels = panels;
        _bias = bias;
        _relu = relu;
        _items = [.. from grid in grids
                     from panel in panels
                     let perItem = PixelsPerItem(grid)
                     from chunk in Enumerable.Range(0, (grid.Pixels + perItem - 1) / perItem)
                     let first = chunk * perItem
                     select new Item(grid, panel, first, Math.Min(perItem, grid.Pixels - first))];
    }

    /// <summary>A multiple of 8 pixels: at least 64, and enough for some tens of microseconds.</summary>
    public static int PixelsPerItem(PatchGrid grid) => Math.Max(64, 32768 / Math.Max(grid.Patch.Terms, 1) / 8 * 8);

    /// <summary>Pieces of work in one image.</summary>
    public int ItemCount => _items.Length;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public void Multiply(int index, float* source, float* packed, float* target, float* tile)
    {
        var (grid, panel, pixel, count) = _items[index];
        var weights = packed + grid.PackedStart + (long)grid.Patch.Terms * panel.Offset;
        var sources = stackalloc nint[8];
        var targets = stackalloc nint[8];
        var (y, x) = Math.DivRem(pixel, grid.Columns);
        while (count > 0)
        {
            var rows = count <= 4 ? 4 : MicroKernel<V, L>.Rows;
            var used = Math.Min(rows, count);
            for (var row = 0; row < rows; row++)
            {
                sources[row] = grid.SourceOrigin + y * grid.SourceRowStep + x * grid.SourceColumnStep;
                targets[row] = grid.TargetOrigin + y * grid.TargetRowStep + x * grid.TargetColumnStep;
                if (row + 1 >= used) continue; // the last pixel fills the tile's spare rows
                if (++x < grid.Columns) continue;
                x = 0;
                y++;
            }

            MicroKernel<V, L>.Select(rows, panel)(source, sources, grid.Patch, weights, tile, false);
            for (var row = 0; row < used; row++) Finish(tile + row * panel.Width, target + targets[row] + panel.Start, panel);
            count -= used;
            if (++x < grid.Columns) continue;
            x = 0;
            y++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Finish(float* sums, float* target, Panel panel)
    {
        var column = 0;
        for (; column + L.Count <= panel.Columns; column += L.Count)
        {
            var sum = L.Load(sums + column);
            if (_bias != null) sum = L.Add(sum, L.Load(_bias + panel.Start + column));
            L.Store(_relu ? L.Relu(sum) : sum, target + column);
        }

        for (; column < panel.Columns; column++)
        {
            var sum = sums[column];
            if (_bias != null) sum += _bias[panel.Start + column];
            target[column] = _relu ? Lanes1.Relu(sum) : sum;
        }
    }

    private readonly record struct Item(PatchGrid Grid, Panel Panel, int First, int Count);
}
