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

    private void Pixels(int item, int worker)
    {
        var (first, end) = _labelled.Range(item);
        var logits = first * _labelled.Classes;
        _sums[item] = RunLoss<V, L>.Sum(
            _labelled.Logits + logits, _labelled.Labels + first, end - first, _labelled.Classes, 1f / _labelled.Pixels,
            _logitsGradient == null ? null : _logitsGradient + logits);
    }
}
