using FcnEngine.Execution;
using FcnEngine.Tensors;

namespace FcnEngine.Kernels.Cpu.Memory;

/// <summary>From a tensor to its first element.</summary>
internal static unsafe class TensorPointers
{
    public static float* Floats(this DeviceTensor tensor) => (float*)Start(tensor, ElementType.Float32);

    public static byte* Bytes(this DeviceTensor tensor) => Start(tensor, ElementType.UInt8);

    public static int* Ints(this DeviceTensor tensor) => (int*)Start(tensor, ElementType.Int32);

    /// <summary>The floats of a tensor that may be absent; null then.</summary>
    public static float* FloatsOrNull(this DeviceTensor? tensor) => tensor is null ? null : tensor.Floats();

    public static byte* BytesOrNull(this DeviceTensor? tensor) => tensor is null ? null : tensor.Bytes();

    /// <summary>The floats of a tensor that must have a shape.</summary>
    public static float* Floats(this DeviceTensor tensor, Shape shape)
    {
        Require(tensor, shape);
        return tensor.Floats();
    }

    public static byte* Bytes(this DeviceTensor tensor, Shape shape)
    {
        Require(tensor, shape);
        return tensor.Bytes();
    }

    private static void Require(DeviceTensor tensor, Shape shape)
    {
        if (!tensor.Shape.Equals(shape)) throw new ArgumentException($"a tensor of shape {shape} is wanted, got {tensor.Shape}");
    }

    private static byte* Start(DeviceTensor tensor, ElementType element)
    {
        if (tensor.Type.Element != element)
            throw new ArgumentException($"a tensor of {element} is wanted, got {tensor.Type}");
        if (tensor.Memory is not CpuMemory memory)
            throw new ArgumentException($"a tensor in the CPU device's memory is wanted, got one in {tensor.Memory.GetType().Name}");
        ObjectDisposedException.ThrowIf(memory.Start == null, memory);
        return memory.Start + tensor.ByteOffset;
    }
}
