using System.Runtime.CompilerServices;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Elementwise;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Losses;

/// <summary>classes[p] = the first class with the largest logit.</summary>
internal sealed unsafe class ArgMaxKernel<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private readonly Workspace _workspace;
    private readonly float* _logits;
    private readonly int _classCount;
    private readonly byte* _classes;
    private readonly RowSplit _split;
    private readonly Action<int, int> _run;

    public ArgMaxKernel(Workspace workspace, DeviceTensor logits, DeviceTensor classes)
    {
        _workspace = workspace;
        _classCount = logits.Shape[^1];
        if (_classCount is < 1 or > 256) throw new ArgumentException($"a class is kept in a byte: 1 to 256 classes, got {logits.Shape}");
        if (classes.ElementCount != logits.ElementCount / _classCount)
            throw new ArgumentException($"logits of shape {logits.Shape} give one class a pixel, got room for {classes.Shape}");
        _logits = logits.Floats();
        _classes = classes.Bytes();
        _split = new RowSplit(classes.ElementCount, _classCount);
        _run = Choose;
    }

    public void Run() => _workspace.Crew.Run(_split.Items, _run);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Choose(int item, int worker)
    {
        var (pixel, end) = _split.Range(item);
        // of two classes the second wins where the difference is above zero, which NaN is not
        for (; _classCount == 2 && pixel + L.Count <= end; pixel += L.Count)
        {
            L.LoadPairs(_logits + 2 * pixel, out var zero, out var one);
            L.ToBytes(L.WherePositive(L.Subtract(one, zero), L.Broadcast(1)), _classes + pixel);
        }

        for (; pixel < end; pixel++)
        {
            var logits = _logits + pixel * _classCount;
            var best = 0;
            for (var c = 1; c < _classCount; c++)
            {
                if (logits[c] > logits[best]) best = c;
            }

            _classes[pixel] = (byte)best;
        }
    }
}
