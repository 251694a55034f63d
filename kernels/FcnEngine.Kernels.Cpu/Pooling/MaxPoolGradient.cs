using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;
using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Pooling;

/// <summary>
/// inputGradient [n, h, w, c]: each element gathers the gradients of the windows whose argMax names it, so nothing is added
/// in two places. An item owns one input row.
/// </summary>
internal sealed unsafe class MaxPoolGradient<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private readonly Workspace _workspace;
    private readonly Pool2dGeometry _geometry;
    private readonly float* _outputGradient;
    private readonly byte* _argMax;
    private readonly float* _pooled;
    private readonly float* _inputGradient;
    private readonly Action<int, int> _gatherRow;

    public MaxPoolGradient(
        Workspace workspace, Pool2dGeometry geometry, float* outputGradient, byte* argMax, float* pooled, float* inputGradient)
    {
        _workspace = workspace;
        _geometry = geometry;
        _outputGradient = outputGradient;
        _argMax = argMax;
        _pooled = pooled;
        _inputGradient = inputGradient;
        _gatherRow = (item, _) => GatherRow(0, item);
    }

    public void Run() => _workspace.Crew.Run(_geometry.Batch * _geometry.Rows.Input, _gatherRow);

    /// <summary>Row <paramref name="row"/> of the batch's rows, to an inputGradient that starts at image <paramref name="firstImage"/>.</summary>
    public void GatherRow(int firstImage, int row)
    {
        var (image, y) = Math.DivRem(row, _geometry.Rows.Input);
        var source = (long)(firstImage + image) * _geometry.Rows.Output * _geometry.Columns.Output * _geometry.Channels;
        var target = _inputGradient + (long)row * _geometry.Columns.Input * _geometry.Channels;
        var rows = Covering(_geometry.Rows, y);
        for (var x = 0; x < _geometry.Columns.Input; x++, target += _geometry.Channels)
        {
            var columns = Covering(_geometry.Columns, x);
            var channel = Gather<V, L>(source, y, x, rows, columns, target, 0);
            Gather<float, Lanes1>(source, y, x, rows, columns, target, channel);
        }
    }

    /// <summary>The windows [First, End) that cover a position.</summary>
    private static (int First, int End) Covering(WindowAxis axis, int position)
    {
        var shifted = position + axis.Before;
        var first = shifted < axis.Window ? 0 : (shifted - axis.Window) / axis.Stride + 1;
        return (first, Math.Min(shifted / axis.Stride + 1, axis.Output));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Gather<W, M>(long source, int y, int x, (int First, int End) rows, (int First, int End) columns, float* target, int channel)
        where W : unmanaged
        where M : struct, ILanes<W>
    {
        var channels = _geometry.Channels;
        for (; channel + M.Count <= channels; channel += M.Count)
        {
            var sum = M.Zero;
            for (var row = rows.First; row < rows.End; row++)
            {
                var placeRow = y + _geometry.Rows.Before - row * _geometry.Rows.Stride;
                for (var column = columns.First; column < columns.End; column++)
                {
                    var place = placeRow * _geometry.Columns.Window + x + _geometry.Columns.Before - column * _geometry.Columns.Stride;
                    var window = source + ((long)row * _geometry.Columns.Output + column) * channels + channel;
                    var gradient = M.WhereEqual(M.FromBytes(_argMax + window), M.Broadcast(place), M.Load(_outputGradient + window));
                    sum = M.Add(sum, _pooled == null ? gradient : M.WherePositive(M.Load(_pooled + window), gradient));
                }
            }

            M.Store(sum, target + channel);
        }

        return channel;
    }
}
