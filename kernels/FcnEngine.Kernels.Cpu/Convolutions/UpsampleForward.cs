using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;
using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Convolutions;

/// <summary>A transposed convolution with few channels. An item owns one output row.</summary>
internal sealed unsafe class UpsampleForward<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private readonly Workspace _workspace;
    private readonly UpsampledRows<V, L> _rows;
    private readonly int _rowCount;
    private readonly int _height;
    private readonly float* _output;
    private readonly Action<int, int> _pack;
    private readonly Action<int, int> _row;

    public UpsampleForward(Workspace workspace, Conv2dGeometry geometry, DeviceTensor input, DeviceTensor weight, DeviceTensor output)
    {
        _workspace = workspace;
        _rows = new UpsampledRows<V, L>(workspace, geometry, input, weight);
        _height = geometry.Rows.Input;
        _rowCount = geometry.Batch * _height;
        _output = output.Floats(geometry.InputShape);
        _pack = (item, _) => _rows.Pack(item, _workspace.Shared);
        _row = Row;
    }

    public void Run()
    {
        _workspace.Crew.Run(_rows.PackItems, _pack);
        _workspace.Crew.Run(_rowCount, _row);
    }

    private void Row(int item, int worker)
    {
        var (image, y) = Math.DivRem(item, _height);
        var row = _rows.Row(image, y, _workspace.Shared, _workspace.Private(worker));
        new ReadOnlySpan<float>(row, _rows.RowFloats).CopyTo(new Span<float>(_output + (long)item * _rows.RowFloats, _rows.RowFloats));
    }
}
