using System.Runtime.InteropServices;
using FcnEngine.Execution;
using ILGPU;
using ILGPU.Runtime;

namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>A block of an accelerator's memory.</summary>
internal sealed class IlgpuMemory : DeviceMemory
{
    private readonly IlgpuDevice _device;
    private readonly MemoryBuffer1D<byte, Stride1D.Dense> _buffer;
    private readonly long _start;

    public IlgpuMemory(IlgpuDevice device, MemoryBuffer1D<byte, Stride1D.Dense> buffer, long start, long byteLength) : base(byteLength)
    {
        _device = device;
        _buffer = buffer;
        _start = start;
    }

    /// <summary>Bytes to ask for so that an aligned start can be found inside.</summary>
    public static long Reserve(long byteLength) => byteLength + Alignment;

    public IlgpuDevice Device => _device;

    public ArrayView<byte> Bytes(long offset, long length) => _buffer.View.BaseView.SubView(_start + offset, length);

    public override void Upload(long byteOffset, ReadOnlySpan<byte> source)
    {
        if (source.Length > 0) _device.Upload(Bytes(byteOffset, source.Length), source);
    }

    public override void Download(long byteOffset, Span<byte> destination)
    {
        if (destination.Length > 0) _device.Download(Bytes(byteOffset, destination.Length), destination);
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        _device.Synchronize();
        _buffer.Dispose();
    }
}

internal static class DeviceTensorViews
{
    /// <summary>The tensor's elements as a kernel argument.</summary>
    /// <exception cref="ArgumentException">The tensor lies on another device, or is too large for 32-bit indices.</exception>
    public static ArrayView<T> View<T>(this DeviceTensor tensor, IlgpuDevice device)
        where T : unmanaged
    {
        if (tensor.Memory is not IlgpuMemory memory || memory.Device != device)
            throw new ArgumentException($"a tensor {tensor.Type} is not on {device.Name}, where its kernel runs");
        if (tensor.ElementCount > int.MaxValue)
            throw new ArgumentException($"a tensor {tensor.Type} has more than {int.MaxValue} elements: use a smaller batch size");
        if (Marshal.SizeOf<T>() * (tensor.Type.ByteLength / Marshal.SizeOf<T>()) != tensor.Type.ByteLength)
            throw new ArgumentException($"a tensor {tensor.Type} cannot be read as {typeof(T).Name}");
        return memory.Bytes(tensor.ByteOffset, tensor.Type.ByteLength).Cast<T>();
    }
}
