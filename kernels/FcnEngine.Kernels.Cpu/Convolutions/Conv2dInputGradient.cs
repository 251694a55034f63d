using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Gemm;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;
using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Convolutions;

/// <summary>
/// inputGradient [n, h, w, ci] from outputGradient [n, oh, ow, co] and weight [kh, kw, ci, co]: one exact convolution of stride 1
/// for each of the stride * stride phases of input positions (<see cref="GradientPhase"/>), with transposed weights.
/// </summary>
internal sealed unsafe class Conv2dInputGradient<V, L> : PatchConvolution<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private readonly Conv2dGeometry _geometry;
    private readonly Panel[] _panels;
    private readonly PatchProduct<V, L> _product;
    private readonly PackItem[] _packItems;
    private readonly float* _weight;
    private readonly float* _inputGradient;
    private readonly long _inputFloats;

    public Conv2dInputGradient(
        Workspace workspace, Conv2dGeometry geometry, DeviceTensor outputGradient, DeviceTensor weight, DeviceTensor inputGradient)
        : base(workspace, Padded(geometry), outputGradient.Floats(geometry.OutputShape), geometry.Batch, PackedFloats(geometry))
    {
        _geometry = geometry;
        _panels = Panel.Split(geometry.InputChannels, L.Count);
        _weight = weight.Floats(geometry.WeightShape);
        _inputGradient = inputGradient.Floats(geometry.InputShape);
        _inputFloats = (long)geometry.Rows.Input * geometry.Columns.Input * geometry.InputChannels;
        var packs = new List<PackItem>();
        _product = new PatchProduct<V, L>(Grids(geometry, Panel.PackedWidth(_panels), packs), _panels, null, false);
        _packItems = [.. packs];
    }

    protected override int PackItems => _packItems.Length * _panels.Length;

    protected override int ImageItems => _product.ItemCount;

    protected override void Pack(int item, float* packed)
    {
        var (index, number) = Math.DivRem(item, _panels.Length);
        var (terms, row, start, tap) = _packItems[index];
        var panel = _panels[number];
        var target = packed + start + (long)terms * panel.Offset + (long)row * panel.Width;
        var source = _weight + (long)tap * _geometry.InputChannels * _geometry.OutputChannels;
        Packing<V, L>.Columns(source, _geometry.OutputChannels, _geometry.OutputChannels, panel, target);
    }

    protected override void Multiply(int item, int image, float* source, float* packed, float* tile) =>
        _product.Multiply(item, source, packed, _inputGradient + image * _inputFloats, tile);

    private static PaddedImage Padded(Conv2dGeometry geometry)
    {
        var rows = GradientPhase.Margins(geometry.Rows);
        var columns = GradientPhase.Margins(geometry.Columns);
        return new PaddedImage(
            geometry.Rows.Output, geometry.Columns.Output, geometry.OutputChannels, rows.Before, columns.Before,
            rows.Before + geometry.Rows.Output + rows.After, columns.Before + geometry.Columns.Output + columns.After);
    }

    private static long PackedFloats(Conv2dGeometry geometry) =>
        (long)geometry.Rows.Window * geometry.Columns.Window * geometry.OutputChannels
        * Panel.PackedWidth(Panel.Split(geometry.InputChannels, L.Count));

    private static PatchGrid[] Grids(Conv2dGeometry geometry, int packedWidth, List<PackItem> packs)
    {
        var padded = Padded(geometry);
        var channels = geometry.OutputChannels;
        nint rowFloats = padded.Columns * channels;
        nint targetRow = geometry.Columns.Input * geometry.InputChannels;
        var grids = new List<PatchGrid>();
        long start = 0;
        foreach (var rows in GradientPhase.Split(geometry.Rows).Where(phase => phase.Count > 0))
        {
            foreach (var columns in GradientPhase.Split(geometry.Columns).Where(phase => phase.Count > 0))
            {
                var patch = new Reduction(rows.Taps, columns.Taps * channels, rowFloats, 1);
                // a phase without taps sums nothing and may start anywhere
                var origin = patch.Terms == 0
                    ? 0
                    : (padded.RowsBefore + rows.First - rows.Taps + 1) * rowFloats + (padded.ColumnsBefore + columns.First - columns.Taps + 1) * channels;
                grids.Add(new PatchGrid(
                    rows.Count, columns.Count, origin, rowFloats, channels, patch,
                    rows.Target * targetRow + columns.Target * geometry.InputChannels,
                    geometry.Rows.Stride * targetRow, geometry.Columns.Stride * geometry.InputChannels, start));
                for (var place = 0; place < rows.Taps * columns.Taps; place++)
                {
                    var (y, x) = Math.DivRem(place, columns.Taps);
                    var tap = rows.Tap(y, geometry.Rows.Stride) * geometry.Columns.Window + columns.Tap(x, geometry.Columns.Stride);
                    packs.Add(new PackItem(patch.Terms, place * channels, start, tap));
                }

                start += (long)patch.Terms * packedWidth;
            }
        }

        return [.. grids];
    }

    /// <summary>One tap of one phase: rows [Row, Row + co) of the phase's Terms rows, which start at Start.</summary>
    private readonly record struct PackItem(int Terms, int Row, long Start, int Tap);
}
