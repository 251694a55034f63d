using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Elementwise;
using FcnEngine.Kernels.Cpu.Memory;

namespace FcnEngine.Kernels.Cpu.Losses;

/// <summary>output = the mean of all elements: fixed stretches are summed in double precision, then added in order.</summary>
internal sealed unsafe class MeanKernel
{
    private readonly Workspace _workspace;
    private readonly float* _input;
    private readonly long _count;
    private readonly float* _output;
    private readonly double[] _sums;
    private readonly Action<int, int> _run;

    public MeanKernel(Workspace workspace, float* input, long count, float* output)
    {
        _workspace = workspace;
        _input = input;
        _count = count;
        _output = output;
        _sums = new double[Stretch.Number(count)];
        _run = Sum;
    }

    public void Run()
    {
        _workspace.Crew.Run(_sums.Length, _run);
        double total = 0;
        foreach (var sum in _sums) total += sum;
        *_output = (float)(total / _count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sum(int item, int worker)
    {
        var (index, end) = Stretch.Range(item, _count);
        double sum = 0;
        for (; index < end; index++) sum += _input[index];
        _sums[item] = sum;
    }
}
