using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>Extents of a 2-d pooling: input [Batch, Rows.Input, Columns.Input, Channels] to output [Batch, Rows.Output, Columns.Output, Channels].</summary>
public sealed record Pool2dGeometry(int Batch, WindowAxis Rows, WindowAxis Columns, int Channels)
{
    /// <summary>A position in the window is kept in a byte.</summary>
    public const int LargestWindowArea = 256;

    public static Pool2dGeometry Create(Shape input, int window, int stride, Padding padding)
    {
        if (input.Rank != 4) throw new ArgumentException($"pooling takes an NHWC input of rank 4, got {input}");
        if ((long)window * window > LargestWindowArea)
            throw new ArgumentException($"a pooling window has at most {LargestWindowArea} positions, got {window}x{window}");
        return new Pool2dGeometry(
            input[0],
            WindowAxis.Create(input[1], window, stride, padding),
            WindowAxis.Create(input[2], window, stride, padding),
            input[3]);
    }

    public Shape InputShape => [Batch, Rows.Input, Columns.Input, Channels];

    public Shape OutputShape => [Batch, Rows.Output, Columns.Output, Channels];
}
