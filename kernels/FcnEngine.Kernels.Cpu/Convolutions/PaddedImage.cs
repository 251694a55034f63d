using System.Runtime.CompilerServices;
using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Convolutions;

/// <summary>
/// An image [InputRows, InputColumns, Channels] with zeros around it, large enough that no window reaches outside:
/// [Rows, Columns, Channels], the image's first pixel at (RowsBefore, ColumnsBefore).
/// </summary>
internal sealed unsafe record PaddedImage(
    int InputRows, int InputColumns, int Channels, int RowsBefore, int ColumnsBefore, int Rows, int Columns)
{
    /// <summary>What the windows of a convolution see of its input.</summary>
    public static PaddedImage OfInput(Conv2dGeometry geometry) => new(
        geometry.Rows.Input, geometry.Columns.Input, geometry.InputChannels, geometry.Rows.Before, geometry.Columns.Before,
        Extent(geometry.Rows), Extent(geometry.Columns));

    /// <summary>Whether the image itself already is what is wanted, so that no copy is needed.</summary>
    public bool IsPlain => RowsBefore == 0 && ColumnsBefore == 0 && Rows == InputRows && Columns == InputColumns;

    public long Floats => (long)Rows * Columns * Channels;

    public long InputFloats => (long)InputRows * InputColumns * Channels;

    /// <summary>Fills one padded row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FillRow(float* image, float* padded, int row)
    {
        var width = Columns * Channels;
        var target = new Span<float>(padded + (long)row * width, width);
        var inputRow = row - RowsBefore;
        if (inputRow < 0 || inputRow >= InputRows)
        {
            target.Clear();
            return;
        }

        var before = ColumnsBefore * Channels;
        var copied = Math.Min(InputColumns, Columns - ColumnsBefore) * Channels;
        target[..before].Clear();
        new ReadOnlySpan<float>(image + (long)inputRow * InputColumns * Channels, copied).CopyTo(target[before..]);
        target[(before + copied)..].Clear();
    }

    private static int Extent(WindowAxis axis)
    {
        var reach = (axis.Output - 1) * axis.Stride + axis.Window;
        return axis.Before == 0 && reach <= axis.Input ? axis.Input : Math.Max(reach, axis.Before + 1);
    }
}
