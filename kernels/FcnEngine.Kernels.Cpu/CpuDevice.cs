using System.Runtime.Intrinsics;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Memory;
using FcnEngine.Kernels.Cpu.Threading;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu;

/// <summary>The processor's vector units as a device: launches run at once on the calling thread and a crew of workers.</summary>
public sealed class CpuDevice : Device
{
    private readonly Workspace _workspace;

    public CpuDevice(CpuOptions? options = null)
    {
        options ??= new CpuOptions();
        if (options.Threads < 0)
            throw new ArgumentException($"a CPU device runs on 1 or more threads (0: all cores), got {options.Threads}", nameof(options));
        Threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        Width = (VectorWidth)Math.Min((int)Hardware(), (int)options.WidestVector);
        _workspace = new Workspace(new WorkerCrew(Threads));
        Kernels = Width switch
        {
            VectorWidth.Vector512 => new CpuKernels<Vector512<float>, Lanes512>(_workspace),
            VectorWidth.Vector256 => new CpuKernels<Vector256<float>, Lanes256>(_workspace),
            VectorWidth.Vector128 => new CpuKernels<Vector128<float>, Lanes128>(_workspace),
            _ => new CpuKernels<float, Lanes1>(_workspace),
        };
    }

    /// <summary>Threads that compute, the calling one included.</summary>
    public int Threads { get; }

    /// <summary>The vectors the kernels use.</summary>
    public VectorWidth Width { get; }

    public override string Name => $"cpu ({Threads} {(Threads == 1 ? "thread" : "threads")}, {Width})";

    public override IKernels Kernels { get; }

    public override long AvailableBytes => PhysicalMemory.AvailableBytes();

    public override DeviceMemory Allocate(long byteLength) => new CpuMemory(Name, byteLength);

    public override LaunchSequence Bind(IReadOnlyList<Launch> launches) => new CpuLaunchSequence(launches);

    /// <summary>A launch has done its work when it returns.</summary>
    public override void Synchronize()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _workspace.Dispose();
    }

    private static VectorWidth Hardware()
    {
        if (Vector512.IsHardwareAccelerated) return VectorWidth.Vector512;
        if (Vector256.IsHardwareAccelerated) return VectorWidth.Vector256;
        return Vector128.IsHardwareAccelerated ? VectorWidth.Vector128 : VectorWidth.Scalar;
    }

    private sealed class CpuLaunchSequence(IReadOnlyList<Launch> launches) : LaunchSequence
    {
        private readonly Action[] _runs = [.. launches.Select(launch => launch.Run)];

        public override void Run()
        {
            foreach (var run in _runs) run();
        }
    }
}
