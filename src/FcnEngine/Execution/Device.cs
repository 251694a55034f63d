namespace FcnEngine.Execution;

/// <summary>A place where kernels run: memory, the kernel contract, and a way to run a step's launches.</summary>
public abstract class Device : IDisposable
{
    /// <summary>What a person calls it, such as <c>cpu (2 threads, Vector512)</c>.</summary>
    public abstract string Name { get; }

    public abstract IKernels Kernels { get; }

    /// <summary>Bytes that an allocation may still take; the estimate a memory preflight compares with.</summary>
    public abstract long AvailableBytes { get; }

    /// <summary>Whether launches return before their work is done, so that waiting for each step would leave the device idle.</summary>
    public virtual bool RunsAhead => false;

    /// <summary>Whether launches that do not wait for one another run at the same time.</summary>
    public virtual bool RunsSideBySide => false;

    /// <summary>Reserves zeroed memory aligned to <see cref="DeviceMemory.Alignment"/>.</summary>
    /// <exception cref="OutOfDeviceMemoryException">The device has no room.</exception>
    public abstract DeviceMemory Allocate(long byteLength);

    /// <summary>Binds launches to be run in this order, again and again; CUDA captures them as one graph.</summary>
    public abstract LaunchSequence Bind(IReadOnlyList<Launch> launches);

    /// <summary>
    /// The same where launches need not follow one another: launch i runs after launches <paramref name="after"/>[i], all of them
    /// before it in the list; see <see cref="LaunchOrder"/>. A device that runs one launch at a time keeps the list's order.
    /// </summary>
    public virtual LaunchSequence Bind(IReadOnlyList<Launch> launches, IReadOnlyList<IReadOnlyList<int>> after) => Bind(launches);

    /// <summary>Waits until all queued work is done.</summary>
    public abstract void Synchronize();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}

/// <summary>One kernel call of a plan, bound to its tensors: running it queues the work on the device and allocates nothing.</summary>
/// <param name="Kernel">The kernel's name, for logs, tests and profiles.</param>
/// <param name="Run">Queues the work.</param>
public sealed record Launch(string Kernel, Action Run)
{
    /// <summary>What the launch overwrites beside its tensors (scratch memory): two that share some of it never run at the same time.</summary>
    public IReadOnlyList<object> Exclusive { get; init; } = [];

    public override string ToString() => Kernel;
}

/// <summary>The launches of one step, run as a whole.</summary>
public abstract class LaunchSequence : IDisposable
{
    public abstract void Run();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>The device has no room for an allocation.</summary>
public sealed class OutOfDeviceMemoryException : Exception
{
    public OutOfDeviceMemoryException(string device, long asked, long available)
        : base($"{device} has no room for {asked / 1e6:F0} MB ({available / 1e6:F0} MB free): use a smaller batch size")
    {
        Asked = asked;
        Available = available;
    }

    public OutOfDeviceMemoryException() : this("the device", 0, 0) { }

    public OutOfDeviceMemoryException(string message) : base(message) { }

    public OutOfDeviceMemoryException(string message, Exception innerException) : base(message, innerException) { }

    public long Asked { get; }

    public long Available { get; }
}
