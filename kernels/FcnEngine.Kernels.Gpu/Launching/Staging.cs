
namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>
/// Pinned host memory that uploads pass through, so that the caller's memory is free at once and the copy itself runs while the
/// host goes on: a ring of slots, each with an event that says when its last copy is done.
/// </summary>
internal sealed unsafe class Staging(IntPtr stream) : IDisposable
{
    private const int SlotBytes = 2 << 20;

    /// <summary>A step uploads three or four tensors, so the host can be some steps ahead before it waits for a slot.</summary>
    internal const int SlotCount = 16;

    private readonly IntPtr[] _slots = new IntPtr[SlotCount], _done = new IntPtr[SlotCount];
    private int _next;

    public void Upload(IntPtr device, ReadOnlySpan<byte> source)
    {
        while (source.Length > 0)
        {
            var slot = _next;
            _next = (_next + 1) % SlotCount;
            if (_slots[slot] == 0)
            {
                _slots[slot] = CudaDriver.AllocatePinned(SlotBytes);
                _done[slot] = CudaDriver.CreateEvent();
            }
            else
            {
                CudaDriver.WaitForEvent(_done[slot]);
            }

            var count = Math.Min(source.Length, SlotBytes);
            source[..count].CopyTo(new Span<byte>((void*)_slots[slot], count));
            CudaDriver.CopyToDevice(device, _slots[slot], count, stream);
            CudaDriver.RecordEvent(_done[slot], stream);
            source = source[count..];
            device += count;
        }
    }

    public void Dispose()
    {
        for (var i = 0; i < SlotCount; i++)
        {
            if (_slots[i] == 0) continue;
            CudaDriver.WaitForEvent(_done[i]);
            CudaDriver.DestroyEvent(_done[i]);
            CudaDriver.FreePinned(_slots[i]);
            _slots[i] = 0;
        }
    }
}
