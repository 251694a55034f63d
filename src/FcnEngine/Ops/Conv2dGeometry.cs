using FcnEngine.Tensors;

namespace FcnEngine.Ops;

/// <summary>Extents of a 2-d convolution: what a kernel needs to know besides the data.</summary>
/// <remarks>
/// Input [Batch, Rows.Input, Columns.Input, InputChannels], weight [Rows.Window, Columns.Window, InputChannels, OutputChannels],
/// output [Batch, Rows.Output, Columns.Output, OutputChannels]:
/// output[n,y,x,o] = sum over ky, kx, i of input[n, y*s - before + ky, x*s - before + kx, i] * weight[ky,kx,i,o], zero outside the map.
/// A transposed convolution has the geometry of the convolution whose input gradient it is: its result is that convolution's input.
/// </remarks>
public sealed record Conv2dGeometry(int Batch, WindowAxis Rows, WindowAxis Columns, int InputChannels, int OutputChannels)
{
    public static Conv2dGeometry Create(Shape input, Shape weight, int stride, Padding padding)
    {
        if (input.Rank != 4) throw new ArgumentException($"a convolution takes an NHWC input of rank 4, got {input}");
        if (weight.Rank != 4) throw new ArgumentException($"a convolution takes an HWIO weight of rank 4, got {weight}");
        if (input[3] != weight[2])
            throw new ArgumentException($"the input {input} has {input[3]} channels, the weight {weight} takes {weight[2]}");
        return new Conv2dGeometry(
            input[0],
            WindowAxis.Create(input[1], weight[0], stride, padding),
            WindowAxis.Create(input[2], weight[1], stride, padding),
            weight[2],
            weight[3]);
    }

    public Shape InputShape => [Batch, Rows.Input, Columns.Input, InputChannels];

    public Shape WeightShape => [Rows.Window, Columns.Window, InputChannels, OutputChannels];

    public Shape OutputShape => [Batch, Rows.Output, Columns.Output, OutputChannels];

    /// <summary>Multiply-adds of one pass, padded taps counted, each as two operations.</summary>
    public long Flops => 2 * OutputShape.ElementCount * Rows.Window * Columns.Window * InputChannels;
}
