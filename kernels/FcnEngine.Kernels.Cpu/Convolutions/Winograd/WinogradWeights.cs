using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Gemm;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Convolutions.Winograd;

/// <summary>
/// A 3 x 3 weight as the right operands of sixteen products: for each point [depth] rows, cut into panels of result channels.
/// An item owns some rows of one panel at all points.
/// </summary>
internal sealed unsafe class WinogradWeights<V, L>(WinogradShape shape, float* weight)
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private const int Taps = WinogradShape.Window * WinogradShape.Window;
    private const int RowsPerItem = 16;

    public Panel[] Panels { get; } = Panel.Split(shape.Channels, L.Count);

    /// <summary>Pieces of work.</summary>
    public int Items => Panels.Length * Chunks;

    /// <summary>Floats of one point, all panels.</summary>
    public long PointFloats => (long)shape.Depth * Panel.PackedWidth(Panels);

    /// <summary>Private floats an item needs: the taps of its rows.</summary>
    public static int ScratchFloats => Taps * RowsPerItem * Panel.WidestWidth;

    private int Chunks => (shape.Depth + RowsPerItem - 1) / RowsPerItem;

    /// <summary>Where a panel of a point starts.</summary>
    public float* At(float* packed, int point, Panel panel) => packed + point * PointFloats + (long)shape.Depth * panel.Offset;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(int item, float* packed, float* taps)
    {
        var (index, chunk) = Math.DivRem(item, Chunks);
        var panel = Panels[index];
        var first = chunk * RowsPerItem;
        var rows = Math.Min(RowsPerItem, shape.Depth - first);
        var floats = rows * panel.Width;
        for (var tap = 0; tap < Taps; tap++)
        {
            if (shape.Transposed)
                Packing<V, L>.Columns(weight + (long)(Taps - 1 - tap) * shape.Depth * shape.Channels + first, shape.Depth, rows, panel, taps + tap * floats);
            else
                Packing<V, L>.Rows(weight + ((long)tap * shape.Depth + first) * shape.Channels, shape.Channels, rows, panel, taps + tap * floats);
        }

        var points = At(packed, 0, panel) + (long)first * panel.Width;
        var place = 0;
        for (; place + L.Count <= floats; place += L.Count)
            WinogradTransforms<V, L>.Weight(taps + place, floats, points + place, (nint)PointFloats);
        for (; place < floats; place++)
            WinogradTransforms<float, Lanes1>.Weight(taps + place, floats, points + place, (nint)PointFloats);
    }
}
