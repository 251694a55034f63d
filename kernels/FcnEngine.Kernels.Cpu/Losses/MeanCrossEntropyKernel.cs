using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Losses;

/// <summary>
/// The mean loss over all pixels and, where wanted, its gradient, in one pass. An item owns 4096 pixels and sums their losses;
/// the items' sums are added in order.
/// </summary>
internal sealed unsafe class MeanCrossEntropyKernel<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private readonly Workspace _workspace;
    private readonly LabelledLogits _labelled;
    private readonly float* _meanLoss;
    private readonly float* _logitsGradient;
    private readonly double[] _sums;
    private readonly Action<int, int> _run;

    public MeanCrossEntropyKernel(Workspace workspace, LabelledLogits labelled, float* meanLoss, float* logitsGradient)
    {
        _workspace = workspace;
        _labelled = labelled;
        _meanLoss = meanLoss;
        _logitsGradient = logitsGradient;
        _sums = new double[labelled.Items];
        _run = Pixels;
    }

    public void Run()
    {
        _workspace.Crew.Run(_labelled.Items, _run);
        double total = 0;
        foreach (var sum in _sums) total += sum;
        *_meanLoss = (float)(total / _labelled.Pixels);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pixels(int item, int worker)
    {
        var (pixel, end) = _labelled.Range(item);
        double sum = 0;
        if (_labelled.Classes == 2)
        {
            sum = Pairs<V, L>(ref pixel, end) + Pairs<float, Lanes1>(ref pixel, end);
        }
        else
        {
            var classes = _labelled.Classes;
            var share = 1f / _labelled.Pixels;
            for (; pixel < end; pixel++)
            {
                var logits = _labelled.Logits + pixel * classes;
                var label = _labelled.Labels[pixel];
                sum += PixelLoss.Loss(logits, classes, label);
                if (_logitsGradient != null) PixelLoss.Gradient(logits, classes, label, share, _logitsGradient + pixel * classes);
            }
        }

        _sums[item] = sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Pairs<W, M>(ref long pixel, long end)
        where W : unmanaged
        where M : struct, ILanes<W>
    {
        double total = 0;
        var share = M.Broadcast(1f / _labelled.Pixels);
        while (pixel + M.Count <= end)
        {
            var sum = M.Zero;
            for (var step = 0; step < 16 && pixel + M.Count <= end; step++, pixel += M.Count)
            {
                var loss = TwoClassLoss<W, M>.Loss(_labelled.Logits + 2 * pixel, _labelled.Labels + pixel, out var side, out var other);
                sum = M.Add(sum, loss);
                if (_logitsGradient == null) continue;
                var gradient = M.Multiply(M.Multiply(side, other), share);
                M.StorePairs(M.Subtract(M.Zero, gradient), gradient, _logitsGradient + 2 * pixel);
            }

            total += M.Sum(sum);
        }

        return total;
    }
}
