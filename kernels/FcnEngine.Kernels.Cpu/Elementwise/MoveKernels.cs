using FcnEngine.Execution;
using FcnEngine.Initializers;
using FcnEngine.Kernels.Cpu.Gemm;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Elementwise;

/// <summary>Every element of output = value * scale / divisor, the value a constant or a scalar on the device.</summary>
internal sealed unsafe class FillKernel
{
    private readonly Workspace _workspace;
    private readonly float* _source;
    private readonly float _constant;
    private readonly float _divisor;
    private readonly float* _output;
    private readonly long _count;
    private readonly Action<int, int> _fill;

    public FillKernel(Workspace workspace, float constant, float* source, float divisor, float* output, long count)
    {
        _workspace = workspace;
        _constant = constant;
        _source = source;
        _divisor = divisor;
        _output = output;
        _count = count;
        _fill = Fill;
    }

    public void Run() => _workspace.Crew.Run(Stretch.Number(_count), _fill);

    private void Fill(int item, int worker)
    {
        var (first, end) = Stretch.Range(item, _count);
        new Span<float>(_output + first, (int)(end - first)).Fill((_source == null ? _constant : *_source) / _divisor);
    }
}

/// <summary>Copies blocks of floats at regular distances; an item owns some blocks.</summary>
internal sealed unsafe class BlockCopyKernel
{
    private readonly Workspace _workspace;
    private readonly BlockCopy _copy;
    private readonly float* _input;
    private readonly float* _output;
    private readonly RowSplit _split;
    private readonly Action<int, int> _run;

    public BlockCopyKernel(Workspace workspace, BlockCopy copy, DeviceTensor input, DeviceTensor output)
    {
        _workspace = workspace;
        _copy = copy;
        RequireInside(copy.InputOffset, copy.InputStride, input);
        RequireInside(copy.OutputOffset, copy.OutputStride, output);
        _input = input.Floats();
        _output = output.Floats();
        _split = new RowSplit(copy.Count, copy.BlockLength);
        _run = Copy;
    }

    public void Run() => _workspace.Crew.Run(_split.Items, _run);

    private void Copy(int item, int worker)
    {
        var (block, end) = _split.Range(item);
        for (; block < end; block++)
        {
            new ReadOnlySpan<float>(_input + _copy.InputOffset + block * _copy.InputStride, _copy.BlockLength)
                .CopyTo(new Span<float>(_output + _copy.OutputOffset + block * _copy.OutputStride, _copy.BlockLength));
        }
    }

    private void RequireInside(long offset, long stride, DeviceTensor tensor)
    {
        if (_copy.Count == 0 || _copy.BlockLength == 0) return;
        var last = offset + (_copy.Count - 1) * stride;
        if (Math.Min(offset, last) < 0 || Math.Max(offset, last) + _copy.BlockLength > tensor.ElementCount)
            throw new ArgumentException($"{_copy} reaches outside a tensor of shape {tensor.Shape}");
    }
}

/// <summary>output[i] = input[i] / keepProbability where the Philox word of (key, step, i) falls below the probability, else 0.</summary>
internal sealed unsafe class DropoutKernel
{
    private readonly Workspace _workspace;
    private readonly float* _input;
    private readonly float _keepProbability;
    private readonly ulong _key;
    private readonly int* _step;
    private readonly float* _output;
    private readonly long _count;
    private readonly Action<int, int> _run;

    public DropoutKernel(Workspace workspace, float* input, float keepProbability, ulong key, int* step, float* output, long count)
    {
        _workspace = workspace;
        _input = input;
        _keepProbability = keepProbability;
        _key = key;
        _step = step;
        _output = output;
        _count = count;
        _run = Drop;
    }

    public void Run() => _workspace.Crew.Run(Stretch.Number(_count), _run);

    private void Drop(int item, int worker)
    {
        var (index, end) = Stretch.Range(item, _count);
        for (; index < end; index++)
        {
            var kept = Philox.Unit(Philox.Word(_key, (ulong)*_step, (ulong)index)) < _keepProbability;
            _output[index] = kept ? _input[index] / _keepProbability : 0;
        }
    }
}

/// <summary>A gradient in memory descends into its weight; an item owns a fixed stretch of elements.</summary>
internal sealed unsafe class SgdKernel<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private readonly Workspace _workspace;
    private readonly float* _gradient;
    private readonly long _count;
    private readonly GradientSink<V, L> _sink;
    private readonly Action<int, int> _run;

    public SgdKernel(Workspace workspace, DeviceTensor gradient, GradientTarget.Descend target)
    {
        _workspace = workspace;
        _gradient = gradient.Floats();
        _count = gradient.ElementCount;
        _sink = new GradientSink<V, L>(target, _count);
        _run = Descend;
    }

    public void Run()
    {
        if (_sink.Wanted) _workspace.Crew.Run(Stretch.Number(_count), _run);
    }

    private void Descend(int item, int worker)
    {
        var (first, end) = Stretch.Range(item, _count);
        _sink.Take(_gradient + first, first, (int)(end - first));
    }
}
