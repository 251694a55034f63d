using System.Runtime.InteropServices;
using FcnEngine.Tensors;

namespace FcnEngine.Execution;

/// <summary>
/// The loss and the fault flag of the last steps, kept on the device in a ring, so that the host need not wait for each: the
/// copies are queued behind the step, and one download reads them all.
/// </summary>
internal sealed class StepJournal : IDisposable
{
    /// <summary>Steps it holds; older ones are forgotten.</summary>
    public const int Capacity = 32;

    private const int Columns = 2;

    private static readonly TensorType s_type = TensorType.Float32([Capacity, Columns]);

    private readonly DeviceMemory _memory;
    private readonly DeviceTensor _rows;
    private readonly LaunchSequence[] _slots = new LaunchSequence[Capacity];
    private readonly float[] _read = new float[Capacity * Columns];
    private int _next;

    /// <param name="loss">A float scalar.</param>
    /// <param name="fault">An int scalar, see <see cref="GradientTarget.Descend"/>; its bits are copied as they are.</param>
    public StepJournal(Device device, DeviceTensor loss, DeviceTensor fault)
    {
        _memory = device.Allocate(ByteLength);
        _rows = new DeviceTensor(_memory, 0, s_type);
        var bits = fault with { Type = TensorType.Float32(Shape.Scalar) };
        for (var slot = 0; slot < Capacity; slot++)
            _slots[slot] = device.Bind([Copy(device, loss, slot * Columns), Copy(device, bits, slot * Columns + 1)], [[], []]);
    }

    /// <summary>The bytes a journal reserves.</summary>
    public static long ByteLength => s_type.ByteLength;

    /// <summary>Steps entered since the last reading, at most <see cref="Capacity"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Queues the entry of the step that was queued last.</summary>
    public void Enter()
    {
        _slots[_next].Run();
        _next = (_next + 1) % Capacity;
        Count = Math.Min(Count + 1, Capacity);
    }

    /// <summary>Waits for all queued work; loss and fault code of each entered step, the oldest first.</summary>
    public (float Loss, int FaultCode)[] Read()
    {
        if (Count == 0) return [];
        _rows.Download<float>(_read);
        var entries = new (float, int)[Count];
        for (var i = 0; i < Count; i++)
        {
            var row = _read.AsSpan((_next - Count + i + Capacity) % Capacity * Columns, Columns);
            entries[i] = (row[0], MemoryMarshal.Cast<float, int>(row)[1]);
        }

        Forget();
        return entries;
    }

    public void Forget() => Count = 0;

    public void Dispose()
    {
        foreach (var slot in _slots) slot.Dispose();
        _memory.Dispose();
    }

    private Launch Copy(Device device, DeviceTensor scalar, int place) =>
        device.Kernels.CopyBlocks(new BlockCopy(1, 1, 0, 0, place, 0), scalar, _rows);
}
