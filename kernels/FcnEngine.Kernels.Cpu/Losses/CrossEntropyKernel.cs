using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Losses;

/// <summary>The loss of each pixel, or the logits' gradient for given loss gradients. An item owns 4096 pixels.</summary>
internal sealed unsafe class CrossEntropyKernel<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private readonly Workspace _workspace;
    private readonly LabelledLogits _labelled;
    private readonly float* _loss;
    private readonly float* _lossGradient;
    private readonly float* _logitsGradient;
    private readonly Action<int, int> _run;

    /// <param name="loss">One float a pixel, or null.</param>
    /// <param name="lossGradient">One float a pixel, or null where no gradient is wanted.</param>
    public CrossEntropyKernel(Workspace workspace, LabelledLogits labelled, float* loss, float* lossGradient, float* logitsGradient)
    {
        _workspace = workspace;
        _labelled = labelled;
        _loss = loss;
        _lossGradient = lossGradient;
        _logitsGradient = logitsGradient;
        _run = Pixels;
    }

    public void Run() => _workspace.Crew.Run(_labelled.Items, _run);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pixels(int item, int worker)
    {
        var (pixel, end) = _labelled.Range(item);
        if (_labelled.Classes == 2)
        {
            pixel = Pairs<V, L>(pixel, end);
            Pairs<float, Lanes1>(pixel, end);
            return;
        }

        var classes = _labelled.Classes;
        for (; pixel < end; pixel++)
        {
            var logits = _labelled.Logits + pixel * classes;
            if (_loss != null) _loss[pixel] = PixelLoss.Loss(logits, classes, _labelled.Labels[pixel]);
            if (_lossGradient != null)
                PixelLoss.Gradient(logits, classes, _labelled.Labels[pixel], _lossGradient[pixel], _logitsGradient + pixel * classes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long Pairs<W, M>(long pixel, long end)
        where W : unmanaged
        where M : struct, ILanes<W>
    {
        for (; pixel + M.Count <= end; pixel += M.Count)
        {
            var loss = TwoClassLoss<W, M>.Loss(_labelled.Logits + 2 * pixel, _labelled.Labels + pixel, out var side, out var share);
            if (_loss != null) M.Store(loss, _loss + pixel);
            if (_lossGradient == null) continue;
            var gradient = M.Multiply(M.Multiply(side, share), M.Load(_lossGradient + pixel));
            M.StorePairs(M.Subtract(M.Zero, gradient), gradient, _logitsGradient + 2 * pixel);
        }

        return pixel;
    }
}
