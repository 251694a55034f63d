using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Convolutions;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;
using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Losses;

/// <summary>
/// A transposed convolution with few channels, the mean loss of its outputs and, where wanted, its gradient: the logits of a row are
/// used while they are in the first-level cache. An item owns some rows and sums their losses; the items' sums are added in order.
/// </summary>
internal sealed unsafe class UpsampleLoss<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private const int RowsPerItem = 4;
    private readonly Workspace _workspace;
    private readonly UpsampledRows<V, L> _rows;
    private readonly int _rowCount;
    private readonly int _height;
    private readonly int _width;
    private readonly int _classes;
    private readonly byte* _labels;
    private readonly float* _meanLoss;
    private readonly float* _gradient;
    private readonly double[] _sums;
    private readonly Action<int, int> _pack;
    private readonly Action<int, int> _run;

    public UpsampleLoss(
        Workspace workspace, Conv2dGeometry geometry, DeviceTensor input, DeviceTensor weight, DeviceTensor labels, DeviceTensor meanLoss,
        DeviceTensor? gradient)
    {
        _workspace = workspace;
        _rows = new UpsampledRows<V, L>(workspace, geometry, input, weight);
        (_height, _width, _classes) = (geometry.Rows.Input, geometry.Columns.Input, geometry.InputChannels);
        _rowCount = geometry.Batch * _height;
        if (labels.ElementCount != (long)_rowCount * _width)
            throw new ArgumentException($"logits of shape {geometry.InputShape} take {(long)_rowCount * _width} labels, got {labels.Shape}");
        _labels = labels.Bytes();
        _meanLoss = meanLoss.Floats();
        _gradient = gradient is null ? null : gradient.Floats(geometry.InputShape);
        _sums = new double[(_rowCount + RowsPerItem - 1) / RowsPerItem];
        _pack = (item, _) => _rows.Pack(item, _workspace.Shared);
        _run = Item;
    }

    public void Run()
    {
        _workspace.Crew.Run(_rows.PackItems, _pack);
        _workspace.Crew.Run(_sums.Length, _run);
        double total = 0;
        foreach (var sum in _sums) total += sum;
        *_meanLoss = (float)(total / ((long)_rowCount * _width));
    }

    private void Item(int item, int worker)
    {
        var share = 1f / ((long)_rowCount * _width);
        double sum = 0;
        for (var row = item * RowsPerItem; row < Math.Min((item + 1) * RowsPerItem, _rowCount); row++)
        {
            var (image, y) = Math.DivRem(row, _height);
            var logits = _rows.Row(image, y, _workspace.Shared, _workspace.Private(worker));
            var gradient = _gradient == null ? null : _gradient + (long)row * _rows.RowFloats;
            sum += RunLoss<V, L>.Sum(logits, _labels + (long)row * _width, _width, _classes, share, gradient);
        }

        _sums[item] = sum;
    }
}
