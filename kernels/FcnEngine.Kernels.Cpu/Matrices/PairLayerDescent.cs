using System.Runtime.CompilerServices;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Losses;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Matrices;

/// <summary>
/// A dense layer to two classes a pixel for one image, its mean loss, the gradient of its input and the update of its weight
/// [K, N], in one pass: softmax needs a pixel's own two columns only, so a tile of columns is complete in itself. A tile is read
/// from memory once, into scratch the size of the second-level cache, and written back once, past the caches.
/// </summary>
/// <remarks>
/// An item owns a run of neighbouring tiles and keeps its own sums of the input's gradient and of the loss, which are added up in
/// order; how many items there are depends on the shape alone.
/// </remarks>
internal sealed unsafe class PairLayerDescent<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private const int MostRows = 1024;
    private const int MostItems = 64;
    private readonly Workspace _workspace;
    private readonly GradientTarget.Descend _target;
    private readonly int _rows;
    private readonly int _columns;
    private readonly float* _left;
    private readonly float* _weight;
    private readonly float* _learningRate;
    private readonly int* _fault;
    private readonly byte* _labels;
    private readonly float* _meanLoss;
    private readonly float* _leftGradient;
    private readonly int _tilesPerItem;
    private readonly double[] _losses;
    private readonly Action<int, int> _run;
    private bool _updates;

    public PairLayerDescent(
        Workspace workspace, DeviceTensor left, GradientTarget.Descend right, DeviceTensor labels, DeviceTensor meanLoss, DeviceTensor leftGradient)
    {
        _workspace = workspace;
        _target = right;
        (_rows, _columns) = (right.Weight.Shape[0], right.Weight.Shape[1]);
        _left = left.Floats([1, _rows]);
        _weight = right.Weight.Floats();
        _learningRate = right.LearningRate.Floats();
        _fault = right.Fault.Ints();
        _labels = labels.Bytes();
        _meanLoss = meanLoss.Floats();
        _leftGradient = leftGradient.Floats([1, _rows]);
        var tiles = (_columns + TileColumns - 1) / TileColumns;
        _tilesPerItem = (tiles + MostItems - 1) / MostItems;
        _losses = new double[(tiles + _tilesPerItem - 1) / _tilesPerItem];
        workspace.ReserveShared((long)_losses.Length * _rows);
        workspace.ReservePrivate(2 * TileColumns + (long)_rows * (TileColumns + L.Count));
        _run = Item;
    }

    /// <summary>Columns of a tile: eight vectors, whose sums stay in registers.</summary>
    private static int TileColumns => TileRow<V, L>.Vectors * L.Count;

    /// <summary>One image, two classes, and a tile that the second-level cache holds.</summary>
    public static bool Supports(DeviceTensor left, DeviceTensor weight, DeviceTensor labels) =>
        left.Shape.Rank == 2 && left.Shape[0] == 1 && weight.Shape.Rank == 2 && weight.Shape[0] == left.Shape[1]
        && left.Shape[1] is > 0 and <= MostRows && labels.ElementCount > 0 && 2 * labels.ElementCount == weight.Shape[1];

    public void Run()
    {
        _updates = Volatile.Read(ref *_fault) == 0;
        _workspace.Crew.Run(_losses.Length, _run);
        double loss = 0;
        new Span<float>(_leftGradient, _rows).Clear();
        for (var item = 0; item < _losses.Length; item++)
        {
            loss += _losses[item];
            var part = _workspace.Shared + (long)item * _rows;
            for (var row = 0; row < _rows; row++) _leftGradient[row] += part[row];
        }

        *_meanLoss = (float)(loss / (_columns / 2));
    }

    private void Item(int item, int worker)
    {
        var logits = _workspace.Private(worker);
        var gradient = logits + TileColumns;
        var sums = gradient + TileColumns;
        var copy = sums + (long)_rows * L.Count;
        new Span<float>(sums, _rows * L.Count).Clear();
        double loss = 0;
        var first = item * _tilesPerItem * TileColumns;
        var end = Math.Min(first + _tilesPerItem * TileColumns, _columns);
        for (var start = first; start < end; start += TileColumns) loss += Tile(start, logits, gradient, sums, copy);
        _losses[item] = loss;
        var part = _workspace.Shared + (long)item * _rows;
        for (var row = 0; row < _rows; row++) part[row] = L.Sum(L.Load(sums + row * L.Count));
    }

    /// <summary>One tile; returns the sum of its losses.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Tile(int start, float* logits, float* gradient, float* sums, float* copy)
    {
        var used = Math.Min(TileColumns, _columns - start);
        var whole = used == TileColumns;
        if (!whole) Move(_weight + start, _columns, copy, TileColumns, used, pad: true);
        TileRow<V, L>.Multiply(_left, _rows, whole ? _weight + start : copy, whole ? _columns : TileColumns, copy, logits);
        new Span<float>(gradient, TileColumns).Clear();
        var loss = RunLoss<V, L>.Sum(logits, _labels + start / 2, used / 2, 2, 1f / (_columns / 2), gradient);
        var rate = *_learningRate;
        bool finite;
        if (!_updates) finite = TileRow<V, L>.Descend(_left, _rows, rate, gradient, copy, sums, copy, TileColumns, false);
        else if (whole) finite = TileRow<V, L>.Descend(_left, _rows, rate, gradient, copy, sums, _weight + start, _columns, true);
        else
        {
            finite = TileRow<V, L>.Descend(_left, _rows, rate, gradient, copy, sums, copy, TileColumns, true);
            Move(copy, TileColumns, _weight + start, _columns, used, pad: false);
        }

        if (!finite) Interlocked.CompareExchange(ref *_fault, _target.FaultCode, 0);
        return loss;
    }

    private void Move(float* source, nint sourceStep, float* target, nint targetStep, int columns, bool pad)
    {
        for (var row = 0; row < _rows; row++)
        {
            new ReadOnlySpan<float>(source + row * sourceStep, columns).CopyTo(new Span<float>(target + row * targetStep, columns));
            if (pad) new Span<float>(target + row * targetStep + columns, TileColumns - columns).Clear();
        }
    }
}
