using System.Runtime.InteropServices;
using FcnEngine.Execution;
using FcnEngine.Planning;
using FcnEngine.Tensors;

namespace FcnEngine.Kernels.Gpu.Tuning;

/// <summary>
/// Tensors for a step of a plan to be timed on: numbers in [-1, 1), since a card multiplies zeros with less power; labels and
/// positions that are 0 or 1; and so small a learning rate that an update run thousands of times changes nothing.
/// </summary>
internal sealed class TuningOperands : IDisposable
{
    private const int BlockBytes = 1 << 20;
    private const float LearningRate = 1e-8f;

    private static readonly byte[] s_floats = MakeFloats(), s_bits = MakeBits();

    private readonly DeviceMemory _memory;

    public TuningOperands(Device device, PlanStep step)
    {
        TensorType[] types = [.. step.Inputs.Concat(step.Outputs).Select(tensor => tensor.Type)];
        var offsets = new long[types.Length + 1];
        for (var i = 0; i < types.Length; i++) offsets[i + 1] = Aligned(offsets[i] + types[i].ByteLength);
        _memory = device.Allocate(offsets[^1]);
        DeviceTensor[] tensors = [.. types.Select((type, i) => new DeviceTensor(_memory, offsets[i], type))];
        Inputs = tensors[..step.Inputs.Count];
        Outputs = tensors[step.Inputs.Count..];
        foreach (var input in Inputs) Fill(input);
    }

    public IReadOnlyList<DeviceTensor> Inputs { get; }

    public IReadOnlyList<DeviceTensor> Outputs { get; }

    public void Dispose() => _memory.Dispose();

    private static void Fill(DeviceTensor tensor)
    {
        switch (tensor.Type.Element)
        {
            case ElementType.Float32 when tensor.ElementCount == 1:
                tensor.Upload([LearningRate]);
                break;
            case ElementType.Float32:
                Fill(tensor, s_floats);
                break;
            case ElementType.UInt8:
                Fill(tensor, s_bits);
                break;
            default:
                tensor.Upload<int>(new int[tensor.ElementCount]); // a fault flag that is not set, the first step
                break;
        }
    }

    private static void Fill(DeviceTensor tensor, byte[] block)
    {
        var length = tensor.Type.ByteLength;
        for (long at = 0; at < length; at += block.Length)
            tensor.Memory.Upload(tensor.ByteOffset + at, block.AsSpan(0, (int)Math.Min(block.Length, length - at)));
    }

    private static byte[] MakeFloats()
    {
        var random = new Random(1);
        var floats = new float[BlockBytes / sizeof(float)];
        for (var i = 0; i < floats.Length; i++) floats[i] = 2 * random.NextSingle() - 1;
        return MemoryMarshal.AsBytes<float>(floats).ToArray();
    }

    private static byte[] MakeBits()
    {
        var bits = new byte[BlockBytes];
        new Random(2).NextBytes(bits);
        for (var i = 0; i < bits.Length; i++) bits[i] &= 1;
        return bits;
    }

    private static long Aligned(long bytes) => (bytes + DeviceMemory.Alignment - 1) / DeviceMemory.Alignment * DeviceMemory.Alignment;
}
