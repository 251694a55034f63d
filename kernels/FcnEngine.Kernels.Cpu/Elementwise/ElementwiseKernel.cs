using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Elementwise;

/// <summary>output[i] = rule(left[i], right[i]); output may be either operand. An item owns a fixed stretch of elements.</summary>
internal sealed unsafe class ElementwiseKernel<V, L, TRule>
    where V : unmanaged
    where L : struct, ILanes<V>
    where TRule : struct, IBinaryRule
{
    private readonly Workspace _workspace;
    private readonly float* _left;
    private readonly float* _right;
    private readonly float* _output;
    private readonly long _count;
    private readonly Action<int, int> _apply;

    public ElementwiseKernel(Workspace workspace, float* left, float* right, float* output, long count)
    {
        _workspace = workspace;
        _left = left;
        _right = right;
        _output = output;
        _count = count;
        _apply = Apply;
    }

    public void Run() => _workspace.Crew.Run(Stretch.Number(_count), _apply);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Apply(int item, int worker)
    {
        var (index, end) = Stretch.Range(item, _count);
        for (; index + L.Count <= end; index += L.Count)
            L.Store(TRule.Apply<V, L>(L.Load(_left + index), L.Load(_right + index)), _output + index);
        for (; index < end; index++) _output[index] = TRule.Apply<float, Lanes1>(_left[index], _right[index]);
    }
}
