using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Gemm;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;
using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Convolutions;

/// <summary>
/// output [n, oh, ow, co] = input [n, h, w, ci] * weight [kh, kw, ci, co]. A patch row (kw * ci floats) is contiguous in the
/// padded input, so the micro-kernel reads its left operand from the image itself.
/// </summary>
internal sealed unsafe class Conv2dForward<V, L> : PatchConvolution<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private readonly WeightPanels<V, L> _weights;
    private readonly PatchProduct<V, L> _product;
    private readonly float* _output;
    private readonly long _outputFloats;

    public Conv2dForward(
        Workspace workspace, Conv2dGeometry geometry, DeviceTensor input, DeviceTensor weight, DeviceTensor? bias, bool relu, DeviceTensor output)
        : base(workspace, PaddedImage.OfInput(geometry), input.Floats(geometry.InputShape), geometry.Batch, WeightPanels<V, L>.PackedFloats(geometry))
    {
        _weights = new WeightPanels<V, L>(geometry, weight.Floats(geometry.WeightShape));
        _product = new PatchProduct<V, L>([Grid(geometry)], _weights.Panels, bias.FloatsOrNull(), relu);
        _output = output.Floats(geometry.OutputShape);
        _outputFloats = (long)geometry.Rows.Output * geometry.Columns.Output * geometry.OutputChannels;
    }

    /// <summary>Output pixels and the patches they take.</summary>
    public static PatchGrid Grid(Conv2dGeometry geometry)
    {
        var padded = PaddedImage.OfInput(geometry);
        nint rowFloats = padded.Columns * padded.Channels;
        nint outputRow = geometry.Columns.Output * geometry.OutputChannels;
        return new PatchGrid(
            geometry.Rows.Output, geometry.Columns.Output,
            0, geometry.Rows.Stride * rowFloats, geometry.Columns.Stride * padded.Channels,
            new Reduction(geometry.Rows.Window, geometry.Columns.Window * padded.Channels, rowFloats, 1),
            0, outputRow, geometry.OutputChannels, 0);
    }

    protected override int PackItems => _weights.Items;

    protected override int ImageItems => _product.ItemCount;

    protected override void Pack(int item, float* packed) => _weights.Pack(item, packed);

    protected override void Multiply(int item, int image, float* source, float* packed, float* tile) =>
        _product.Multiply(item, source, packed, _output + image * _outputFloats, tile);
}
