using System.Runtime.CompilerServices;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;
using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Pooling;

/// <summary>
/// output [n, oh, ow, c] = the largest element of each window of input [n, h, w, c]; argMax the first place that has it.
/// An item owns one output row. NaN wins over every number.
/// </summary>
internal sealed unsafe class MaxPool<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private readonly Workspace _workspace;
    private readonly Pool2dGeometry _geometry;
    private readonly float* _input;
    private readonly float* _output;
    private readonly byte* _argMax;
    private readonly Action<int, int> _poolRow;

    public MaxPool(Workspace workspace, Pool2dGeometry geometry, DeviceTensor input, DeviceTensor output, DeviceTensor? argMax)
    {
        _workspace = workspace;
        _geometry = geometry;
        _input = input.Floats(geometry.InputShape);
        _output = output.Floats(geometry.OutputShape);
        _argMax = argMax is null ? null : argMax.Bytes(geometry.OutputShape);
        _poolRow = (item, _) => PoolRow(item);
    }

    public void Run() => _workspace.Crew.Run(_geometry.Batch * _geometry.Rows.Output, _poolRow);

    private void PoolRow(int item)
    {
        var (image, y) = Math.DivRem(item, _geometry.Rows.Output);
        var input = _input + (long)image * _geometry.Rows.Input * _geometry.Columns.Input * _geometry.Channels;
        var target = (long)item * _geometry.Columns.Output * _geometry.Channels;
        for (var x = 0; x < _geometry.Columns.Output; x++, target += _geometry.Channels)
        {
            var window = new PoolWindow(_geometry, y, x);
            var argMax = _argMax == null ? null : _argMax + target;
            var channel = Pool<V, L>(window, input, _output + target, argMax, 0);
            Pool<float, Lanes1>(window, input, _output + target, argMax, channel);
        }
    }

    /// <summary>Pools channels from <paramref name="channel"/> on while a whole vector of them is left; returns the first one not done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Pool<W, M>(PoolWindow window, float* input, float* output, byte* argMax, int channel)
        where W : unmanaged
        where M : struct, ILanes<W>
    {
        var channels = _geometry.Channels;
        nint rowFloats = _geometry.Columns.Input * channels;
        for (; channel + M.Count <= channels; channel += M.Count)
        {
            W best = M.Zero, place = M.Zero;
            var first = true;
            for (var row = window.FirstRow; row < window.EndRow; row++)
            {
                var pixel = input + (window.Top + row) * rowFloats + (window.Left + window.FirstColumn) * channels + channel;
                for (var column = window.FirstColumn; column < window.EndColumn; column++, pixel += channels)
                {
                    var value = M.Load(pixel);
                    var here = M.Broadcast(row * _geometry.Columns.Window + column);
                    place = first ? here : M.WhereGreater(value, best, here, place);
                    best = first ? value : M.WhereGreater(value, best, value, best);
                    first = false;
                }
            }

            M.Store(best, output + channel);
            if (argMax != null) M.ToBytes(place, argMax + channel);
        }

        return channel;
    }
}
