using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using FcnEngine.Data.Phantom;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Kernels.Cpu.Gemm;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Vectors;
using FcnEngine.Networks;
using FcnEngine.Optimizers;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Events;

namespace FcnEngine.Benchmarks.Runs;

/// <summary>
/// What it costs that a run of the lab's FCN cannot be lost: the step of one image on one thread, the update of all its weights as every
/// weight-gradient kernel ends with it, the same without the look at what is not finite, and a checkpoint on the disk.
/// (Update - UpdateUnchecked) / Step is the share of the check, and Update / Step more than it can be; Save / save_every is that of the
/// checkpoints. Other work on the machine lengthens the mean far more than the shortest run, which stands beside it.
/// </summary>
[MinColumn]
public class Safety
{
    /// <summary>About what a kernel hands over at a time; it is in the first cache then.</summary>
    private const int Piece = 2048;

    private CpuDevice _device = null!;
    private Model _model = null!;
    private TrainingSession _session = null!;
    private float[] _pixels = [];
    private byte[] _labels = [];
    private DeviceTensor[] _weights = [];
    private GradientSink<Vector256<float>, Lanes256>[] _sinks = [];
    private float[] _gradient = [];
    private string _folder = "";
    private int _step;

    [GlobalSetup]
    public void Make()
    {
        _device = new CpuDevice(new CpuOptions(Threads: 1));
        _model = new Model(FullyConvolutional.Create(), _device);
        _session = _model.Training(1);
        var frame = PhantomSet.Generate(new PhantomOptions { Images = 3 }).Train[0];
        _pixels = [.. frame.Pixels.Select(value => value / 4096f)];
        _labels = frame.Mask;
        _folder = Directory.CreateTempSubdirectory("fcn-bench-").FullName;
        _weights = [.. _model.Variables.ParameterNames.Select(name => _model.Variables[name])];
        var rate = new DeviceTensor(_device.Allocate(sizeof(float)), 0, FcnEngine.Tensors.TensorType.Float32([1]));
        var fault = _model.Variables[GradientDescent.FaultVariable];
        _sinks = [.. _weights.Select(weight => new GradientSink<Vector256<float>, Lanes256>(new GradientTarget.Descend(weight, rate, fault, 1), weight.ElementCount))];
        _gradient = new float[Piece];
    }

    [GlobalCleanup]
    public void Remove()
    {
        _model.Dispose();
        _device.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public float Step() => _session.Step(_pixels, _labels, _step++, learningRate: 0.001f);

    [Benchmark]
    public unsafe void Update()
    {
        fixed (float* gradient = _gradient)
        {
            for (var i = 0; i < _sinks.Length; i++)
            {
                for (long at = 0; at < _weights[i].ElementCount; at += Piece) _sinks[i].Take(gradient, at, (int)Math.Min(Piece, _weights[i].ElementCount - at));
            }
        }
    }

    [Benchmark]
    public unsafe void UpdateUnchecked()
    {
        fixed (float* gradient = _gradient)
        {
            foreach (var weight in _weights)
            {
                for (long at = 0; at < weight.ElementCount; at += Piece) Descend(weight.Floats() + at, gradient, (int)Math.Min(Piece, weight.ElementCount - at));
            }
        }
    }

    [Benchmark]
    public void Save() => CheckpointWriter.Write(Path.Combine(_folder, "model.safetensors"), _model.Variables, new CheckpointRecord("fcn", RunState.Start, new Dictionary<string, string>(), "none"));

    private static unsafe void Descend(float* weight, float* gradient, int count)
    {
        var factor = Vector256.Create(-0f);
        var index = 0;
        for (; index + 8 <= count; index += 8)
            Vector256.MultiplyAddEstimate(factor, Vector256.Load(gradient + index), Vector256.Load(weight + index)).Store(weight + index);
        for (; index < count; index++) weight[index] -= 0f * gradient[index];
    }
}
