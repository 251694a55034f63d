using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Convolutions;

/// <summary>
/// The frame of a convolution pass over a batch: weights are packed once a launch, images padded in groups that fit a bounded
/// scratch, and every group multiplied. What is packed, and what becomes of a finished image, is the derived kernel's.
/// </summary>
internal abstract unsafe class PatchConvolution<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private const long ScratchFloats = 4 << 20;
    private readonly Workspace _workspace;
    private readonly PaddedImage _padded;
    private readonly float* _source;
    private readonly int _batch;
    private readonly int _group;
    private readonly long _packedFloats;
    private readonly Action<int, int> _prepare;
    private readonly Action<int, int> _multiply;
    private int _first;
    private int _images;
    private int _packItems;

    protected PatchConvolution(Workspace workspace, PaddedImage padded, float* source, int batch, long packedFloats)
    {
        _workspace = workspace;
        _padded = padded;
        _source = source;
        _batch = batch;
        _packedFloats = packedFloats;
        _group = padded.IsPlain ? batch : (int)Math.Clamp(ScratchFloats / Math.Max(padded.Floats, 1), 1, Math.Max(batch, 1));
        workspace.ReserveShared(packedFloats + (padded.IsPlain ? 0 : padded.Floats * _group));
        workspace.ReservePrivate(PatchProduct<V, L>.TileFloats);
        _prepare = Prepare;
        _multiply = Multiply;
    }

    /// <summary>Pieces of packing work.</summary>
    protected abstract int PackItems { get; }

    /// <summary>Pieces of work in one image.</summary>
    protected abstract int ImageItems { get; }

    protected abstract void Pack(int item, float* packed);

    protected abstract void Multiply(int item, int image, float* source, float* packed, float* tile);

    public void Run()
    {
        _packItems = PackItems;
        for (_first = 0; _first < _batch; _first += _group)
        {
            _images = Math.Min(_group, _batch - _first);
            _workspace.Crew.Run(_packItems + (_padded.IsPlain ? 0 : _images * _padded.Rows), _prepare);
            _workspace.Crew.Run(_images * ImageItems, _multiply);
            _packItems = 0;
        }
    }

    private void Prepare(int item, int worker)
    {
        if (item < _packItems)
        {
            Pack(item, _workspace.Shared);
            return;
        }

        var (image, row) = Math.DivRem(item - _packItems, _padded.Rows);
        var padded = _workspace.Shared + _packedFloats + image * _padded.Floats;
        _padded.FillRow(_source + (_first + image) * _padded.InputFloats, padded, row);
    }

    private void Multiply(int item, int worker)
    {
        // images innermost: neighbours in time share a panel of weights
        var (piece, image) = Math.DivRem(item, _images);
        var source = _padded.IsPlain
            ? _source + (_first + image) * _padded.InputFloats
            : _workspace.Shared + _packedFloats + image * _padded.Floats;
        Multiply(piece, _first + image, source, _workspace.Shared, _workspace.Private(worker));
    }
}
