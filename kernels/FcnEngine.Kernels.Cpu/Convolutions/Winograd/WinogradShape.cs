using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Convolutions.Winograd;

/// <summary>
/// A convolution of stride 1 with a 3 x 3 window as Winograd's algorithm sees it: tiles of 2 x 2 outputs, each from a 4 x 4 window of the source.
/// An input gradient is one too, of the output gradient with the weight turned about and transposed.
/// </summary>
/// <param name="SourceRows">Of the source [Batch, SourceRows, SourceColumns, Depth].</param>
/// <param name="RowsBefore">Zero rows before the source's first.</param>
/// <param name="Rows">Of the result [Batch, Rows, Columns, Channels].</param>
/// <param name="Transposed">Whether the weight is [3, 3, Channels, Depth], to be read from its last tap to its first; else [3, 3, Depth, Channels].</param>
internal sealed record WinogradShape(
    int Batch, int SourceRows, int SourceColumns, int RowsBefore, int ColumnsBefore, int Rows, int Columns, int Depth, int Channels, bool Transposed)
{
    public const int Window = 3;

    /// <summary>Below this depth or width the transforms take longer than the multiplications they save.</summary>
    private const int LeastChannels = 32;

    public int TileRows => (Rows + 1) / 2;

    public int TileColumns => (Columns + 1) / 2;

    public int Tiles => TileRows * TileColumns;

    /// <summary>Whether a convolution's forward pass and input gradient are worth it.</summary>
    public static bool Serves(Conv2dGeometry geometry) =>
        geometry.Rows is { Window: Window, Stride: 1 } && geometry.Columns is { Window: Window, Stride: 1 }
        && geometry.InputChannels >= LeastChannels && geometry.OutputChannels >= LeastChannels && geometry.Rows.Output * geometry.Columns.Output >= LeastChannels;

    public static WinogradShape Forward(Conv2dGeometry geometry) => new(
        geometry.Batch, geometry.Rows.Input, geometry.Columns.Input, geometry.Rows.Before, geometry.Columns.Before,
        geometry.Rows.Output, geometry.Columns.Output, geometry.InputChannels, geometry.OutputChannels, false);

    public static WinogradShape InputGradient(Conv2dGeometry geometry) => new(
        geometry.Batch, geometry.Rows.Output, geometry.Columns.Output, Window - 1 - geometry.Rows.Before, Window - 1 - geometry.Columns.Before,
        geometry.Rows.Input, geometry.Columns.Input, geometry.OutputChannels, geometry.InputChannels, true);
}
