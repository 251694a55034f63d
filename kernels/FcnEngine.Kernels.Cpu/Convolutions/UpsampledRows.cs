using System.Runtime.CompilerServices;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;
using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Convolutions;

/// <summary>
/// A transposed convolution with few channels, one output row at a time: each input value of the one or two rows that reach it adds
/// itself, times a row of the weight, to a run of neighbouring outputs, all in the first-level cache. The weight is laid out
/// [kh, channels in, kw * channels out] for that, rows padded to whole vectors.
/// </summary>
internal sealed unsafe class UpsampledRows<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private const int MostChannels = 8;
    private readonly Conv2dGeometry _geometry;
    private readonly float* _input;
    private readonly float* _weight;
    private readonly int _runFloats;

    public UpsampledRows(Workspace workspace, Conv2dGeometry geometry, DeviceTensor input, DeviceTensor weight)
    {
        _geometry = geometry;
        _input = input.Floats(geometry.OutputShape);
        _weight = weight.Floats(geometry.WeightShape);
        _runFloats = (geometry.Columns.Window * geometry.InputChannels + L.Count - 1) / L.Count * L.Count;
        workspace.ReserveShared((long)geometry.Rows.Window * geometry.OutputChannels * _runFloats);
        workspace.ReservePrivate(BufferFloats);
    }

    /// <summary>Pieces of packing work.</summary>
    public int PackItems => _geometry.Rows.Window;

    /// <summary>Floats of an output row.</summary>
    public int RowFloats => _geometry.Columns.Input * _geometry.InputChannels;

    // the last run starts inside what the windows reach and may write a vector more than it needs
    private int BufferFloats =>
        Math.Max((_geometry.Columns.Output - 1) * _geometry.Columns.Stride * _geometry.InputChannels + _runFloats, Before + RowFloats);

    private int Before => _geometry.Columns.Before * _geometry.InputChannels;

    public static bool Supports(Conv2dGeometry geometry) => geometry.InputChannels <= MostChannels && geometry.OutputChannels <= MostChannels;

    /// <summary>Lays out one row of the weight.</summary>
    public void Pack(int row, float* packed)
    {
        var (taps, outputs, inputs) = (_geometry.Columns.Window, _geometry.InputChannels, _geometry.OutputChannels);
        var source = _weight + (long)row * taps * outputs * inputs;
        for (var input = 0; input < inputs; input++)
        {
            var run = packed + ((long)row * inputs + input) * _runFloats;
            for (var place = 0; place < taps * outputs; place++) run[place] = source[place * inputs + input];
            new Span<float>(run + taps * outputs, _runFloats - taps * outputs).Clear();
        }
    }

    /// <summary>Computes row <paramref name="y"/> of an output image; it lies in the buffer, at the address returned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float* Row(int image, int y, float* packed, float* buffer)
    {
        new Span<float>(buffer, BufferFloats).Clear();
        var (rows, columns) = (_geometry.Rows, _geometry.Columns);
        var inputs = _geometry.OutputChannels;
        var step = columns.Stride * _geometry.InputChannels;
        var shifted = y + rows.Before;
        var first = shifted < rows.Window ? 0 : (shifted - rows.Window) / rows.Stride + 1;
        var end = Math.Min(shifted / rows.Stride + 1, rows.Output);
        for (var row = first; row < end; row++)
        {
            var source = _input + ((long)image * rows.Output + row) * columns.Output * inputs;
            var runs = packed + (long)(shifted - row * rows.Stride) * inputs * _runFloats;
            for (var column = 0; column < columns.Output; column++)
            {
                for (var input = 0; input < inputs; input++)
                    Add(*source++, runs + input * _runFloats, buffer + column * step, _runFloats);
            }
        }

        return buffer + Before;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float value, float* run, float* target, int floats)
    {
        var wide = L.Broadcast(value);
        for (var place = 0; place < floats; place += L.Count)
            L.Store(L.MultiplyAdd(wide, L.Load(run + place), L.Load(target + place)), target + place);
    }
}
