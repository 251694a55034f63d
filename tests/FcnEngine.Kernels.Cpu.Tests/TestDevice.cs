using FcnEngine.Execution;
using FcnEngine.Tensors;

namespace FcnEngine.Kernels.Cpu.Tests;

/// <summary>A CPU device with a few conveniences for tests: random tensors, and results as doubles.</summary>
internal sealed class TestDevice(int threads = 2, VectorWidth width = VectorWidth.Vector512) : IDisposable
{
    private readonly Random _random = new(7);
    private readonly List<DeviceMemory> _blocks = [];

    public CpuDevice Device { get; } = new(new CpuOptions(threads, width));

    public IKernels Kernels => Device.Kernels;

    public static TheoryData<VectorWidth> Widths =>
        [VectorWidth.Scalar, VectorWidth.Vector128, VectorWidth.Vector256, VectorWidth.Vector512];

    public DeviceTensor Empty(TensorType type)
    {
        var block = Device.Allocate(type.ByteLength);
        _blocks.Add(block);
        return new DeviceTensor(block, 0, type);
    }

    /// <summary>Room for floats, poisoned so that what is not overwritten shows.</summary>
    public DeviceTensor Output(Shape shape)
    {
        var tensor = Empty(TensorType.Float32(shape));
        var poison = new float[shape.ElementCount];
        Array.Fill(poison, float.NaN);
        tensor.Upload<float>(poison);
        return tensor;
    }

    public DeviceTensor Bytes(Shape shape) => Empty(TensorType.UInt8(shape));

    /// <summary>Normal floats.</summary>
    public DeviceTensor Random(Shape shape) => From(shape, _ => (float)Normal());

    public DeviceTensor From(Shape shape, Func<long, float> value)
    {
        var tensor = Empty(TensorType.Float32(shape));
        var values = new float[shape.ElementCount];
        for (var i = 0; i < values.Length; i++) values[i] = value(i);
        tensor.Upload<float>(values);
        return tensor;
    }

    public DeviceTensor Labels(Shape shape, int classes)
    {
        var tensor = Bytes(shape);
        var values = new byte[shape.ElementCount];
        for (var i = 0; i < values.Length; i++) values[i] = (byte)_random.Next(classes);
        tensor.Upload<byte>(values);
        return tensor;
    }

    public DeviceTensor Int(int value)
    {
        var tensor = Empty(TensorType.Int32(Shape.Scalar));
        tensor.Upload<int>([value]);
        return tensor;
    }

    public GradientTarget.Descend Descend(DeviceTensor weight, float learningRate, DeviceTensor fault) =>
        new(weight, From(Shape.Scalar, _ => learningRate), fault, 3);

    public void Dispose()
    {
        foreach (var block in _blocks) block.Dispose();
        Device.Dispose();
    }

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
