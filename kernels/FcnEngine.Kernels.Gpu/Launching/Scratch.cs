using FcnEngine.Execution;
using FcnEngine.Tensors;
using ILGPU;

namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>
/// Memory that a launch needs only while it runs, in pools taken by turns: launches with the same pool follow one another
/// (<see cref="Launch.Exclusive"/>), and there are enough that in the FCN's step no gradient waits for an update.
/// </summary>
internal sealed class Scratch
{
    private const int Pools = 8;

    private readonly ScratchPool[] _pools;
    private int _next;

    public Scratch(IlgpuDevice device) => _pools = [.. Enumerable.Range(0, Pools).Select(_ => new ScratchPool(device))];

    /// <summary>The pool of the launch that is bound next.</summary>
    public ScratchPool Next() => _pools[_next++ % Pools];

    public void Free()
    {
        foreach (var pool in _pools) pool.Free();
    }
}

/// <summary>What one launch at a time may use; a larger wish replaces the memory, and what earlier launches were bound to stays until the device goes.</summary>
internal sealed class ScratchPool(IlgpuDevice device)
{
    private readonly List<DeviceMemory> _all = [];
    private DeviceMemory? _partials, _counters, _intermediate;

    /// <summary>Partial results of blocks that share a tile.</summary>
    public ArrayView<float> Partials(long count) => View<float>(ref _partials, TensorType.Float32([checked((int)count)]));

    /// <summary>Counters that are 0 between launches.</summary>
    public ArrayView<int> Counters(int count) => View<int>(ref _counters, TensorType.Int32([count]));

    /// <summary>What a launch made of two kernels hands from one to the other.</summary>
    public DeviceTensor Intermediate(Shape shape) => new(Grow(ref _intermediate, TensorType.Float32(shape).ByteLength), 0, TensorType.Float32(shape));

    private ArrayView<T> View<T>(ref DeviceMemory? current, TensorType type)
        where T : unmanaged =>
        new DeviceTensor(Grow(ref current, type.ByteLength), 0, type).View<T>(device);

    private DeviceMemory Grow(ref DeviceMemory? current, long bytes)
    {
        if (current is null || current.ByteLength < bytes)
        {
            current = device.Allocate(Math.Max(bytes, current?.ByteLength * 3 / 2 ?? 0));
            _all.Add(current);
        }

        return current;
    }

    public void Free()
    {
        foreach (var memory in _all) memory.Dispose();
        _all.Clear();
        _partials = _counters = _intermediate = null;
    }
}

internal static class ScratchLaunches
{
    /// <summary>The launch, bound to memory of a pool.</summary>
    public static Launch Using(this Launch launch, ScratchPool pool) => launch with { Exclusive = [.. launch.Exclusive, pool] };
}
