using System.Runtime.CompilerServices;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Gemm;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;
using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Convolutions;

/// <summary>
/// weightGradient [kh, kw, ci, co]: for each tap, the sum over all pixels of (shifted input [ci]) times (output gradient [co]).
/// A tile owns 8 input channels of a tap and a panel of output channels; its left operand is read from the padded input, its
/// right operand is a packed panel of the output gradient. Finished tiles go to the <see cref="GradientSink{V, L}"/>.
/// </summary>
/// <remarks>A large batch passes in groups of images; between groups the tiles wait in scratch.</remarks>
internal sealed unsafe class Conv2dWeightGradient<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private const int TileFloats = 8 * Panel.WidestWidth;
    private const long ScratchFloats = 4 << 20;
    private readonly Workspace _workspace;
    private readonly Conv2dGeometry _geometry;
    private readonly PaddedImage _padded;
    private readonly Panel[] _panels;
    private readonly GradientSink<V, L> _sink;
    private readonly float* _input;
    private readonly float* _outputGradient;
    private readonly Reduction _pixels;
    private readonly int _blocks;
    private readonly int _group;
    private readonly long _packedFloats;
    private readonly Action<int, int> _prepare;
    private readonly Action<int, int> _multiply;
    private int _first;
    private int _images;

    public Conv2dWeightGradient(
        Workspace workspace, Conv2dGeometry geometry, float* input, float* outputGradient, GradientTarget weightGradient)
    {
        _workspace = workspace;
        _geometry = geometry;
        _input = input;
        _outputGradient = outputGradient;
        _padded = PaddedImage.OfInput(geometry);
        _panels = Panel.Split(geometry.OutputChannels, L.Count);
        _sink = new GradientSink<V, L>(weightGradient, geometry.WeightShape.ElementCount);
        nint rowFloats = _padded.Columns * _padded.Channels;
        _pixels = new Reduction(
            geometry.Rows.Output, geometry.Columns.Output, geometry.Rows.Stride * rowFloats, geometry.Columns.Stride * _padded.Channels);
        _blocks = (geometry.InputChannels + MicroKernel<V, L>.Rows - 1) / MicroKernel<V, L>.Rows;
        _packedFloats = (long)_pixels.Terms * Panel.PackedWidth(_panels);
        var imageFloats = _packedFloats + (_padded.IsPlain ? 0 : _padded.Floats);
        _group = (int)Math.Clamp(ScratchFloats / Math.Max(imageFloats, 1), 1, Math.Max(geometry.Batch, 1));
        workspace.ReserveShared(imageFloats * _group + (_group < geometry.Batch ? (long)Tiles * TileFloats : 0));
        workspace.ReservePrivate(TileFloats);
        _prepare = Prepare;
        _multiply = Multiply;
    }

    private int Taps => _geometry.Rows.Window * _geometry.Columns.Window;

    private int Tiles => _panels.Length * Taps * _blocks;

    private float* Packed => _workspace.Shared;

    private float* PaddedImages => Packed + _group * _packedFloats;

    private float* WaitingTiles => PaddedImages + (_padded.IsPlain ? 0 : _group * _padded.Floats);

    public void Run()
    {
        if (!_sink.Wanted) return;
        for (_first = 0; _first == 0 || _first < _geometry.Batch; _first += _group)
        {
            _images = Math.Min(_group, _geometry.Batch - _first);
            _workspace.Crew.Run(_images * (_panels.Length + (_padded.IsPlain ? 0 : _padded.Rows)), _prepare);
            _workspace.Crew.Run(_panels.Length * Taps, _multiply);
        }
    }

    private void Prepare(int item, int worker)
    {
        var packs = _images * _panels.Length;
        if (item < packs)
        {
            var (image, index) = Math.DivRem(item, _panels.Length);
            var panel = _panels[index];
            var source = _outputGradient + (long)(_first + image) * _pixels.Terms * _geometry.OutputChannels;
            var target = Packed + image * _packedFloats + (long)_pixels.Terms * panel.Offset;
            Packing<V, L>.Rows(source, _geometry.OutputChannels, _pixels.Terms, panel, target);
            return;
        }

        var (padded, row) = Math.DivRem(item - packs, _padded.Rows);
        _padded.FillRow(_input + (_first + padded) * _padded.InputFloats, PaddedImages + padded * _padded.Floats, row);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private void Multiply(int item, int worker)
    {
        var (index, tap) = Math.DivRem(item, Taps);
        var panel = _panels[index];
        var (y, x) = Math.DivRem(tap, _geometry.Columns.Window);
        var channels = _geometry.InputChannels;
        var origin = ((nint)y * _padded.Columns + x) * channels;
        var rows = stackalloc nint[8];
        var single = _group >= _geometry.Batch;
        for (var block = 0; block < _blocks; block++)
        {
            var channel = block * MicroKernel<V, L>.Rows;
            var left = Math.Min(MicroKernel<V, L>.Rows, channels - channel);
            for (var row = 0; row < 8; row++) rows[row] = origin + channel + Math.Min(row, left - 1);
            var kernel = MicroKernel<V, L>.Select(left <= 4 ? 4 : 8, panel);
            var tile = single ? _workspace.Private(worker) : WaitingTiles + ((long)item * _blocks + block) * TileFloats;
            if (_images == 0) new Span<float>(tile, TileFloats).Clear();
            for (var image = 0; image < _images; image++)
            {
                var source = _padded.IsPlain
                    ? _input + (_first + image) * _padded.InputFloats
                    : PaddedImages + image * _padded.Floats;
                var gradient = Packed + image * _packedFloats + (long)_pixels.Terms * panel.Offset;
                kernel(source, rows, _pixels, gradient, tile, _first + image > 0);
            }

            if (_first + _images < _geometry.Batch) continue;
            for (var row = 0; row < left; row++)
                _sink.Take(tile + row * panel.Width, ((long)tap * channels + channel + row) * _geometry.OutputChannels + panel.Start, panel.Columns);
        }
    }
}
