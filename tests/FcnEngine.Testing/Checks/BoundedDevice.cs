using FcnEngine.Execution;

namespace FcnEngine.Testing.Checks;

/// <summary>A device with less memory than it has: it counts all that was ever reserved, and has no room beyond a limit.</summary>
/// <param name="inner">Does the work; not disposed of.</param>
/// <param name="limit">Bytes.</param>
/// <param name="claimed">What it says it has at the beginning; null for the truth.</param>
public sealed class BoundedDevice(Device inner, long limit, long? claimed = null) : Device
{
    /// <summary>Bytes of all allocations so far.</summary>
    public long Reserved { get; private set; }

    public override string Name => inner.Name;

    public override IKernels Kernels => inner.Kernels;

    public override bool RunsAhead => inner.RunsAhead;

    public override long AvailableBytes => (claimed ?? limit) - Reserved;

    public override DeviceMemory Allocate(long byteLength)
    {
        if (byteLength > limit - Reserved) throw new OutOfDeviceMemoryException(Name, byteLength, limit - Reserved);
        Reserved += byteLength;
        return inner.Allocate(byteLength);
    }

    public override LaunchSequence Bind(IReadOnlyList<Launch> launches) => inner.Bind(launches);

    public override void Synchronize() => inner.Synchronize();

    protected override void Dispose(bool disposing)
    {
    }
}
