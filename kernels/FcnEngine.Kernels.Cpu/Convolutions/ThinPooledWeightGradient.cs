using System.Runtime.CompilerServices;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Gemm;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;
using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Convolutions;

/// <summary>
/// The weight gradient of a convolution with a small patch (few input channels) under ReLU and 2x2 max-pooling. Of the four pixels of
/// a window only the largest carries gradient, so for each term of the patch the four candidate inputs are laid side by
/// side and every output channel picks its own: a quarter of the multiply-adds of the plain kernel.
/// </summary>
/// <remarks>
/// An item owns a band of window rows and keeps its own sums, [terms, channels]; the items' sums are added in order. The
/// number of bands depends on the shape alone.
/// </remarks>
internal sealed unsafe class ThinPooledWeightGradient<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private const int LargestPatch = 78;
    private const int LargestBands = 32;
    private const int LargestVector = 16;
    private readonly Workspace _workspace;
    private readonly Conv2dGeometry _geometry;
    private readonly Pool2dGeometry _pool;
    private readonly PaddedImage _padded;
    private readonly GradientSink<V, L> _sink;
    private readonly float* _input;
    private readonly float* _pooled;
    private readonly byte* _argMax;
    private readonly float* _pooledGradient;
    private readonly int _terms;
    private readonly int _chunks;
    private readonly int _vectors;
    private readonly int _bandRows;
    private readonly int _bands;
    private readonly nint[] _termOffsets;
    private readonly Action<int, int> _sum;

    public ThinPooledWeightGradient(
        Workspace workspace, Conv2dGeometry geometry, Pool2dGeometry pool, DeviceTensor input, DeviceTensor pooled, DeviceTensor argMax,
        DeviceTensor pooledGradient, GradientTarget weightGradient)
    {
        _workspace = workspace;
        _geometry = geometry;
        _pool = pool;
        _padded = PaddedImage.OfInput(geometry);
        _sink = new GradientSink<V, L>(weightGradient, geometry.WeightShape.ElementCount);
        _input = input.Floats(geometry.InputShape);
        _pooled = pooled.Floats(pool.OutputShape);
        _argMax = argMax.Bytes(pool.OutputShape);
        _pooledGradient = pooledGradient.Floats(pool.OutputShape);
        _terms = Terms(geometry);
        _chunks = (_terms + QuadSums<V, L>.Terms - 1) / QuadSums<V, L>.Terms;
        _vectors = (geometry.OutputChannels + L.Count - 1) / L.Count;
        var rows = geometry.Batch * pool.Rows.Output;
        _bandRows = Math.Max(1, (rows + LargestBands - 1) / LargestBands);
        _bands = (rows + _bandRows - 1) / _bandRows;
        _termOffsets = TermOffsets();
        workspace.ReserveShared(Math.Max(_bands, 1) * BandFloats);
        workspace.ReservePrivate(QuadFloats + 2L * pool.Columns.Output * _vectors * L.Count + BandImageFloats);
        _sum = SumBand;
    }

    private long BandFloats => (long)_vectors * _chunks * QuadSums<V, L>.Terms * L.Count;

    private int QuadStep => _chunks * QuadSums<V, L>.Terms * 4;

    private long QuadFloats => (long)_pool.Columns.Output * QuadStep;

    private int PatchRows => _geometry.Rows.Stride + _geometry.Rows.Window;

    private long BandImageFloats => (long)PatchRows * _padded.Columns * _padded.Channels;

    /// <summary>Small patches under 2x2 windows that tile the map.</summary>
    public static bool Supports(Conv2dGeometry geometry, Pool2dGeometry pool) =>
        Conv2dReluMaxPool<V, L>.Supports(pool) && Terms(geometry) <= LargestPatch;

    public void Run()
    {
        if (!_sink.Wanted) return;
        var sums = _workspace.Shared;
        if (_bands == 0) new Span<float>(sums, (int)BandFloats).Clear();
        _workspace.Crew.Run(_bands, _sum);
        for (var band = 1; band < _bands; band++) AddTo(sums, sums + band * BandFloats);
        var channels = _geometry.OutputChannels;
        for (var term = 0; term < _terms; term++)
        {
            for (var vector = 0; vector < _vectors; vector++)
            {
                var (chunk, place) = Math.DivRem(term, QuadSums<V, L>.Terms);
                var start = vector * L.Count;
                _sink.Take(
                    sums + ((vector * _chunks + chunk) * QuadSums<V, L>.Terms + place) * L.Count,
                    (long)term * channels + start, Math.Min(L.Count, channels - start));
            }
        }
    }

    private static int Terms(Conv2dGeometry geometry) => geometry.Rows.Window * geometry.Columns.Window * geometry.InputChannels;

    /// <summary>Where each term of a patch lies in the padded rows.</summary>
    private nint[] TermOffsets()
    {
        var run = _geometry.Columns.Window * _geometry.InputChannels;
        return [.. Enumerable.Range(0, _terms).Select(term => (nint)(term / run) * _padded.Columns * _padded.Channels + term % run)];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumBand(int band, int worker)
    {
        var sums = _workspace.Shared + band * BandFloats;
        new Span<float>(sums, (int)BandFloats).Clear();
        var quads = _workspace.Private(worker);
        var windows = _pool.Columns.Output;
        var indices = quads + QuadFloats;
        var gradients = indices + (long)windows * _vectors * L.Count;
        var image = gradients + (long)windows * _vectors * L.Count;
        var end = Math.Min((band + 1) * _bandRows, _geometry.Batch * _pool.Rows.Output);
        for (var row = band * _bandRows; row < end; row++)
        {
            FillImage(row, image);
            FillQuads(image, quads);
            var start = (long)row * windows * _geometry.OutputChannels;
            for (var vector = 0; vector < _vectors; vector++)
            {
                var offset = (long)vector * windows * L.Count;
                FillVectors(start, vector, indices + offset, gradients + offset);
                for (var chunk = 0; chunk < _chunks; chunk++)
                {
                    QuadSums<V, L>.Add(
                        quads + chunk * QuadSums<V, L>.Terms * 4, QuadStep, indices + offset, gradients + offset, windows,
                        sums + (vector * _chunks + chunk) * QuadSums<V, L>.Terms * L.Count);
                }
            }
        }
    }

    /// <summary>The padded input rows under one row of windows.</summary>
    private void FillImage(int row, float* image)
    {
        var (n, y) = Math.DivRem(row, _pool.Rows.Output);
        var first = 2 * y * _geometry.Rows.Stride;
        var rowFloats = (long)_padded.Columns * _padded.Channels;
        // FillRow writes row r of a padded image at r * rowFloats
        for (var r = first; r < first + PatchRows; r++) _padded.FillRow(_input + n * _padded.InputFloats, image - first * rowFloats, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillQuads(float* image, float* quads)
    {
        nint right = _geometry.Columns.Stride * _padded.Channels;
        nint down = (nint)_geometry.Rows.Stride * _padded.Columns * _padded.Channels;
        fixed (nint* offsets = _termOffsets)
        {
            for (var window = 0; window < _pool.Columns.Output; window++)
            {
                var quad = quads + (long)window * QuadStep;
                var patch = image + 2 * window * right;
                for (var term = 0; term < _terms; term++, quad += 4)
                {
                    var source = patch + offsets[term];
                    quad[0] = source[0];
                    quad[1] = source[right];
                    quad[2] = source[down];
                    quad[3] = source[down + right];
                }

                new Span<float>(quad, QuadStep - 4 * _terms).Clear();
            }
        }
    }

    /// <summary>One vector of channels of a row of windows: where the maxima came from, and their gradients where they count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillVectors(long start, int vector, float* indices, float* gradients)
    {
        var channels = _geometry.OutputChannels;
        var first = vector * L.Count;
        var used = Math.Min(L.Count, channels - first);
        var places = stackalloc byte[LargestVector];
        var values = stackalloc float[LargestVector];
        for (var window = 0; window < _pool.Columns.Output; window++, indices += L.Count, gradients += L.Count)
        {
            var place = start + (long)window * channels + first;
            if (used == L.Count)
            {
                L.Store(L.Indices(_argMax + place), indices);
                L.Store(L.WherePositive(L.Load(_pooled + place), L.Load(_pooledGradient + place)), gradients);
                continue;
            }

            // the last channels of the last pixel must not be read past the tensor's end
            for (var lane = 0; lane < LargestVector; lane++)
            {
                places[lane] = lane < used ? _argMax[place + lane] : (byte)0;
                values[lane] = lane < used ? Lanes1.WherePositive(_pooled[place + lane], _pooledGradient[place + lane]) : 0;
            }

            L.Store(L.Indices(places), indices);
            L.Store(L.Load(values), gradients);
        }
    }

    private void AddTo(float* sums, float* more)
    {
        for (long index = 0; index < BandFloats; index += L.Count) L.Store(L.Add(L.Load(sums + index), L.Load(more + index)), sums + index);
    }
}
