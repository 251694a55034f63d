using FcnEngine.Kernels.Cpu.Gemm;
using FcnEngine.Kernels.Cpu.Vectors;
using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Convolutions;

/// <summary>A convolution's weight as the right operand of the forward pass: [kh * kw * ci] rows, cut into panels of output channels.</summary>
internal sealed unsafe class WeightPanels<V, L>(Conv2dGeometry geometry, float* weight)
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private const int RowsPerItem = 256;
    private readonly int _rows = Rows(geometry);

    public Panel[] Panels { get; } = Panel.Split(geometry.OutputChannels, L.Count);

    /// <summary>Pieces of packing work.</summary>
    public int Items => Panels.Length * Chunks;

    private int Chunks => (_rows + RowsPerItem - 1) / RowsPerItem;

    public static long PackedFloats(Conv2dGeometry geometry) =>
        (long)Rows(geometry) * Panel.PackedWidth(Panel.Split(geometry.OutputChannels, L.Count));

    public void Pack(int item, float* packed)
    {
        var (index, chunk) = Math.DivRem(item, Chunks);
        var panel = Panels[index];
        var first = chunk * RowsPerItem;
        var target = packed + (long)_rows * panel.Offset + (long)first * panel.Width;
        Packing<V, L>.Rows(
            weight + (long)first * geometry.OutputChannels, geometry.OutputChannels, Math.Min(RowsPerItem, _rows - first), panel, target);
    }

    private static int Rows(Conv2dGeometry geometry) => geometry.Rows.Window * geometry.Columns.Window * geometry.InputChannels;
}
