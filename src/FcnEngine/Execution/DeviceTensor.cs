using System.Runtime.InteropServices;
using FcnEngine.Tensors;

namespace FcnEngine.Execution;

/// <summary>A tensor's place on a device: <see cref="TensorType.ByteLength"/> bytes at an offset aligned to <see cref="DeviceMemory.Alignment"/>, row-major.</summary>
public sealed record DeviceTensor(DeviceMemory Memory, long ByteOffset, TensorType Type)
{
    public Shape Shape => Type.Shape;

    public long ElementCount => Type.Shape.ElementCount;

    /// <summary>Copies host values in; their number must be the tensor's.</summary>
    public void Upload<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Check<T>(values.Length);
        Memory.Upload(ByteOffset, MemoryMarshal.AsBytes(values));
    }

    /// <summary>Copies the values out, after all queued work.</summary>
    public void Download<T>(Span<T> values)
        where T : unmanaged
    {
        Check<T>(values.Length);
        Memory.Download(ByteOffset, MemoryMarshal.AsBytes(values));
    }

    public T[] ToArray<T>()
        where T : unmanaged
    {
        var values = new T[ElementCount];
        Download<T>(values);
        return values;
    }

    private unsafe void Check<T>(int count)
        where T : unmanaged
    {
        if (count != ElementCount || sizeof(T) != Type.Element.Size())
            throw new ArgumentException($"{count} values of {typeof(T).Name} do not fill a tensor of {Type.Element} {Shape}");
    }
}
