using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Threading;

namespace FcnEngine.Kernels.Cpu.Memory;

/// <summary>
/// What the kernels of one device share: the workers, and scratch memory. Launches run one after the other,
/// so one scratch block, as large as the hungriest launch wants it, serves them all.
/// </summary>
internal sealed unsafe class Workspace(WorkerCrew crew) : IDisposable
{
    private readonly ScratchBlock _shared = new();
    private readonly ScratchBlock[] _private = [.. Enumerable.Range(0, crew.Threads).Select(_ => new ScratchBlock())];

    public WorkerCrew Crew => crew;

    /// <summary>Scratch that all workers of a launch see.</summary>
    public float* Shared => _shared.Start;

    /// <summary>Scratch of one worker.</summary>
    public float* Private(int worker) => _private[worker].Start;

    public void ReserveShared(long floats)
    {
        lock (crew) _shared.Reserve(floats);
    }

    public void ReservePrivate(long floats)
    {
        lock (crew)
        {
            foreach (var block in _private) block.Reserve(floats);
        }
    }

    /// <summary>A launch that has the device to itself while it runs.</summary>
    public Launch Launch(string kernel, Action run) => new(kernel, new Exclusive(crew, run).Run);

    public void Dispose()
    {
        crew.Dispose();
        _shared.Dispose();
        foreach (var block in _private) block.Dispose();
    }

    private sealed class Exclusive(WorkerCrew crew, Action run)
    {
        public void Run()
        {
            lock (crew) run();
        }
    }
}
