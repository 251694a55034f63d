using System.Runtime.InteropServices;
using FcnEngine.Execution;
using FcnEngine.Tensors;

namespace FcnEngine.Testing.Checks;

/// <summary>
/// Tensors in one block of device memory with guard words before, between and behind them. A kernel that writes past a tensor
/// changes a guard; one that uses what it read there gets NaN. Outputs are poisoned with NaN before each run.
/// </summary>
public sealed class GuardedMemory : IDisposable
{
    // Both are NaNs as floats, of different bits, so that neither passes for the other or for a result.
    private const uint GuardWord = 0xFFFFA5A5, PoisonWord = 0xFFFFDEAD;

    private readonly DeviceMemory _memory;
    private readonly byte[] _image;
    private readonly byte[] _after;
    private readonly bool[] _covered;

    public GuardedMemory(Device device, IReadOnlyList<TensorType> types)
    {
        long length = DeviceMemory.Alignment;
        var offsets = new long[types.Count];
        for (var i = 0; i < types.Count; i++)
        {
            offsets[i] = length;
            length += RoundUp(types[i].ByteLength) + DeviceMemory.Alignment;
        }

        _memory = device.Allocate(length);
        _image = new byte[length];
        _after = new byte[length];
        _covered = new bool[length];
        Tensors = [.. types.Select((type, i) => new DeviceTensor(_memory, offsets[i], type))];
        MemoryMarshal.Cast<byte, uint>(_image.AsSpan()).Fill(GuardWord);
        foreach (var tensor in Tensors)
        {
            _covered.AsSpan((int)tensor.ByteOffset, (int)tensor.Type.ByteLength).Fill(true);
            Poison(tensor);
        }
    }

    public IReadOnlyList<DeviceTensor> Tensors { get; }

    /// <summary>Sets the values a tensor has at each <see cref="Reset"/>; a tensor without any is poisoned.</summary>
    public void Set(DeviceTensor tensor, double[] values)
    {
        var place = _image.AsSpan((int)tensor.ByteOffset, (int)tensor.Type.ByteLength);
        switch (tensor.Type.Element)
        {
            case ElementType.Float32:
                Array.ConvertAll(values, value => (float)value).CopyTo(MemoryMarshal.Cast<byte, float>(place));
                break;
            case ElementType.Int32:
                Array.ConvertAll(values, value => (int)value).CopyTo(MemoryMarshal.Cast<byte, int>(place));
                break;
            default:
                Array.ConvertAll(values, value => (byte)value).CopyTo(place);
                break;
        }
    }

    /// <summary>Uploads guards, values and poison.</summary>
    public void Reset() => _memory.Upload(0, _image);

    /// <summary>Downloads everything, for the reads that follow.</summary>
    public void Fetch() => _memory.Download(0, _after);

    /// <summary>A tensor's values as of the last <see cref="Fetch"/>.</summary>
    public double[] Read(DeviceTensor tensor)
    {
        var place = Bytes(tensor);
        return tensor.Type.Element switch
        {
            ElementType.Float32 => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(place).ToArray(), value => (double)value),
            ElementType.Int32 => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(place).ToArray(), value => (double)value),
            _ => Array.ConvertAll(place.ToArray(), value => (double)value),
        };
    }

    /// <summary>A tensor's bytes as of the last <see cref="Fetch"/>.</summary>
    public ReadOnlySpan<byte> Bytes(DeviceTensor tensor) => _after.AsSpan((int)tensor.ByteOffset, (int)tensor.Type.ByteLength);

    /// <summary>Whether a tensor still has the bytes it was reset to.</summary>
    public bool IsUnchanged(DeviceTensor tensor) =>
        Bytes(tensor).SequenceEqual(_image.AsSpan((int)tensor.ByteOffset, (int)tensor.Type.ByteLength));

    /// <summary>The first guard byte that was overwritten, as "tensor 2, 3 bytes behind its end", or null.</summary>
    public string? BrokenGuard()
    {
        for (var i = 0; i < _image.Length; i++)
        {
            if (_covered[i] || _after[i] == _image[i]) continue;
            var before = Tensors.LastOrDefault(tensor => tensor.ByteOffset <= i);
            return before is null
                ? $"byte {i - DeviceMemory.Alignment} of the first tensor"
                : $"{i - before.ByteOffset - before.Type.ByteLength} bytes behind the end of tensor {Tensors.ToList().IndexOf(before)} {before.Type}";
        }

        return null;
    }

    public void Dispose() => _memory.Dispose();

    private void Poison(DeviceTensor tensor)
    {
        var place = _image.AsSpan((int)tensor.ByteOffset, (int)tensor.Type.ByteLength);
        for (var i = 0; i < place.Length; i++) place[i] = (byte)(PoisonWord >> (8 * (i % 4)));
    }

    private static long RoundUp(long bytes) => (bytes + DeviceMemory.Alignment - 1) / DeviceMemory.Alignment * DeviceMemory.Alignment;
}
