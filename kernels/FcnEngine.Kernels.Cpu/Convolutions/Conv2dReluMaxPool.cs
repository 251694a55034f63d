using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;
using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Convolutions;

/// <summary>
/// Convolution, bias, ReLU and 2x2 max-pooling: output [n, oh / 2, ow / 2, co]; the convolution's own output never leaves the
/// first-level cache.
/// </summary>
internal sealed unsafe class Conv2dReluMaxPool<V, L> : PatchConvolution<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private readonly WeightPanels<V, L> _weights;
    private readonly PooledPatchProduct<V, L> _product;
    private readonly float* _output;
    private readonly byte* _argMax;
    private readonly long _outputFloats;

    public Conv2dReluMaxPool(
        Workspace workspace, Conv2dGeometry geometry, Pool2dGeometry pool, DeviceTensor input, DeviceTensor weight, DeviceTensor? bias,
        DeviceTensor output, DeviceTensor? argMax)
        : base(workspace, PaddedImage.OfInput(geometry), input.Floats(geometry.InputShape), geometry.Batch, WeightPanels<V, L>.PackedFloats(geometry))
    {
        _weights = new WeightPanels<V, L>(geometry, weight.Floats(geometry.WeightShape));
        _product = new PooledPatchProduct<V, L>(
            Conv2dForward<V, L>.Grid(geometry), _weights.Panels, bias.FloatsOrNull(), geometry.OutputChannels);
        _output = output.Floats(pool.OutputShape);
        _argMax = argMax is null ? null : argMax.Bytes(pool.OutputShape);
        _outputFloats = (long)pool.Rows.Output * pool.Columns.Output * pool.Channels;
    }

    /// <summary>Whether 2x2 windows tile the convolution's output, which is what this kernel knows.</summary>
    public static bool Supports(Pool2dGeometry pool) => Tiles(pool.Rows) && Tiles(pool.Columns);

    protected override int PackItems => _weights.Items;

    protected override int ImageItems => _product.ItemCount;

    protected override void Pack(int item, float* packed) => _weights.Pack(item, packed);

    protected override void Multiply(int item, int image, float* source, float* packed, float* tile)
    {
        var start = image * _outputFloats;
        _product.Multiply(item, source, packed, _output + start, _argMax == null ? null : _argMax + start, tile);
    }

    private static bool Tiles(WindowAxis axis) => axis.Window == 2 && axis.Stride == 2 && axis.Before == 0 && 2 * axis.Output == axis.Input;
}
