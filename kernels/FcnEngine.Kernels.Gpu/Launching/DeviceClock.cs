using System.Diagnostics;
using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Tuning;
using ILGPU.Runtime.Cuda;

namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>
/// The time between two events of a CUDA device's stream, so that what the host takes to queue the runs does not count as long as
/// the device is the slower; on other devices the host's clock around runs that are waited for.
/// </summary>
public sealed class DeviceClock(IlgpuDevice device) : ILaunchClock, IDisposable
{
    private IntPtr _start, _end;

    public double Measure(LaunchSequence sequence, int runs)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        device.Synchronize();
        if (device.Stream is not CudaStream cuda) return OnHost(sequence, runs);
        if (_start == 0) (_start, _end) = (CudaDriver.CreateEvent(timing: true), CudaDriver.CreateEvent(timing: true));
        CudaDriver.RecordEvent(_start, cuda.StreamPtr);
        for (var i = 0; i < runs; i++) sequence.Run();
        CudaDriver.RecordEvent(_end, cuda.StreamPtr);
        CudaDriver.WaitForEvent(_end);
        return CudaDriver.ElapsedMilliseconds(_start, _end) * 1e3;
    }

    public void Dispose()
    {
        if (_start == 0) return;
        CudaDriver.DestroyEvent(_start);
        CudaDriver.DestroyEvent(_end);
        _start = _end = 0;
    }

    private double OnHost(LaunchSequence sequence, int runs)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < runs; i++) sequence.Run();
        device.Synchronize();
        return Stopwatch.GetElapsedTime(began).TotalMicroseconds;
    }
}
