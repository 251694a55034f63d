using System.Runtime.CompilerServices;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Gemm;

/// <summary>
/// The end of every weight-gradient kernel: finished pieces of the gradient are stored, or descend at once into the weight.
/// </summary>
/// <remarks>A step that would make a weight infinite or NaN is not taken, and the fault flag gets the update's code.</remarks>
internal sealed unsafe class GradientSink<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private readonly float* _target;
    private readonly float* _learningRate;
    private readonly int* _fault;
    private readonly int _code;

    public GradientSink(GradientTarget target, long elements)
    {
        var tensor = target switch
        {
            GradientTarget.Store store => store.Gradient,
            GradientTarget.Descend descend => descend.Weight,
            _ => throw new ArgumentException($"unknown gradient target {target}"),
        };
        if (tensor.ElementCount != elements)
            throw new ArgumentException($"a gradient of {elements} elements is wanted, got a target of shape {tensor.Shape}");
        _target = tensor.Floats();
        if (target is not GradientTarget.Descend update) return;
        _learningRate = update.LearningRate.Floats();
        _fault = update.Fault.Ints();
        _code = update.FaultCode;
    }

    /// <summary>False when an earlier fault forbids every update: the kernel has nothing to do.</summary>
    public bool Wanted => _fault == null || Volatile.Read(ref *_fault) == 0;

    /// <summary>Takes gradient elements [offset, offset + count).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Take(float* gradient, long offset, int count)
    {
        var target = _target + offset;
        var index = 0;
        if (_fault == null)
        {
            for (; index + L.Count <= count; index += L.Count) L.Store(L.Load(gradient + index), target + index);
            for (; index < count; index++) target[index] = gradient[index];
            return;
        }

        var finite = true;
        var factor = L.Broadcast(-*_learningRate);
        for (; index + L.Count <= count; index += L.Count)
        {
            var old = L.Load(target + index);
            var updated = L.MultiplyAdd(factor, L.Load(gradient + index), old);
            finite &= L.AllFinite(updated);
            L.Store(L.WhereFinite(updated, old), target + index);
        }

        for (; index < count; index++)
        {
            var updated = Lanes1.MultiplyAdd(-*_learningRate, gradient[index], target[index]);
            if (float.IsFinite(updated)) target[index] = updated;
            else finite = false;
        }

        if (!finite) Interlocked.CompareExchange(ref *_fault, _code, 0);
    }
}
