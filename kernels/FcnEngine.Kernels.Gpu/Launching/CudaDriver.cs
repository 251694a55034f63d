using System.Runtime.InteropServices;

namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>The driver calls that ILGPU does not wrap: the reason of a failure, graphs, pinned staging, large shared memory.</summary>
/// <remarks>Every call but <see cref="Init"/> needs the accelerator's context to be current on the calling thread.</remarks>
internal static partial class CudaDriver
{
    private const string Library = "cuda";

    /// <summary>Other threads may allocate and load modules while a stream is captured.</summary>
    private const int CaptureModeRelaxed = 2;
    private const uint SetDependencies = 1;
    private const int EventDisableTiming = 2;
    private const int MaxDynamicSharedSize = 8;
    private const int MaxSharedPerBlockOptIn = 97;

    public const int Success = 0, OutOfMemory = 2;

    public static int Init() => cuInit(0);

    public static int DriverVersion() => cuDriverGetVersion(out var version) == Success ? version : 0;

    public static int DeviceCount() => cuDeviceGetCount(out var count) == Success ? count : 0;

    public static void BeginCapture(IntPtr stream) => Check(cuStreamBeginCapture_v2(stream, CaptureModeRelaxed), "begin capture");

    public static IntPtr EndCapture(IntPtr stream)
    {
        Check(cuStreamEndCapture(stream, out var graph), "end capture");
        return graph;
    }

    /// <summary>Whether the driver (CUDA 11.3 and later) lets a capture choose what the next node comes after.</summary>
    public static bool OrdersCaptures => DriverVersion() >= 11030;

    /// <summary>The next node captured on the stream comes after these, and no others.</summary>
    public static unsafe void CaptureAfter(IntPtr stream, IntPtr[] nodes)
    {
        fixed (IntPtr* first = nodes) Check(cuStreamUpdateCaptureDependencies(stream, first, (nuint)nodes.Length, SetDependencies), "order a captured kernel");
    }

    /// <summary>The nodes that the next one would come after: those captured last.</summary>
    public static unsafe IntPtr[] CaptureEnds(IntPtr stream)
    {
        Check(cuStreamGetCaptureInfo_v2(stream, out _, out _, out _, out var nodes, out var count), "read what was captured");
        return new ReadOnlySpan<IntPtr>(nodes, (int)count).ToArray();
    }

    public static IntPtr Instantiate(IntPtr graph)
    {
        Check(cuGraphInstantiateWithFlags(out var executable, graph, 0), "instantiate the graph");
        return executable;
    }

    public static void LaunchGraph(IntPtr executable, IntPtr stream) => Check(cuGraphLaunch(executable, stream), "launch the graph");

    public static void DestroyGraph(IntPtr executable, IntPtr graph)
    {
        _ = cuGraphExecDestroy(executable);
        _ = cuGraphDestroy(graph);
    }

    public static IntPtr AllocatePinned(long bytes)
    {
        Check(cuMemAllocHost_v2(out var pointer, (nuint)bytes), "allocate pinned memory");
        return pointer;
    }

    public static void FreePinned(IntPtr pointer) => _ = cuMemFreeHost(pointer);

    public static void CopyToDevice(IntPtr device, IntPtr host, long bytes, IntPtr stream) =>
        Check(cuMemcpyHtoDAsync_v2(device, host, (nuint)bytes, stream), "copy to the device");

    public static void CopyToHost(IntPtr host, IntPtr device, long bytes, IntPtr stream) =>
        Check(cuMemcpyDtoHAsync_v2(host, device, (nuint)bytes, stream), "copy to the host");

    public static IntPtr CreateEvent(bool timing = false)
    {
        Check(cuEventCreate(out var handle, timing ? 0 : EventDisableTiming), "create an event");
        return handle;
    }

    public static void RecordEvent(IntPtr handle, IntPtr stream) => Check(cuEventRecord(handle, stream), "record an event");

    public static void WaitForEvent(IntPtr handle) => Check(cuEventSynchronize(handle), "wait for an event");

    public static float ElapsedMilliseconds(IntPtr start, IntPtr end)
    {
        Check(cuEventElapsedTime(out var milliseconds, start, end), "read an event's time");
        return milliseconds;
    }

    public static void DestroyEvent(IntPtr handle) => _ = cuEventDestroy_v2(handle);

    /// <summary>Lets a kernel have more than 48 KB of shared memory.</summary>
    public static void AllowShared(IntPtr function, int bytes) =>
        Check(cuFuncSetAttribute(function, MaxDynamicSharedSize, bytes), "raise the shared memory limit");

    /// <summary>The most shared memory that a kernel may ask for.</summary>
    public static int SharedPerBlock(int device)
    {
        Check(cuDeviceGetAttribute(out var bytes, MaxSharedPerBlockOptIn, device), "read the shared memory limit");
        return bytes;
    }

    /// <summary>The driver's words for an error code.</summary>
    public static string Describe(int error)
    {
        try
        {
            return cuGetErrorString(error, out var text) == Success && Marshal.PtrToStringUTF8(text) is { } words
                ? $"{words} (error {error})"
                : $"error {error}";
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return $"error {error}";
        }
    }

    public static void Check(int error, string action)
    {
        if (error != Success) throw new GpuException($"the CUDA driver could not {action}: {Describe(error)}");
    }

    [LibraryImport(Library)] private static partial int cuInit(uint flags);
    [LibraryImport(Library)] private static partial int cuDriverGetVersion(out int version);
    [LibraryImport(Library)] private static partial int cuDeviceGetCount(out int count);
    [LibraryImport(Library)] private static partial int cuDeviceGetAttribute(out int value, int attribute, int device);
    [LibraryImport(Library)] private static partial int cuGetErrorString(int error, out IntPtr text);
    [LibraryImport(Library)] private static partial int cuStreamBeginCapture_v2(IntPtr stream, int mode);
    [LibraryImport(Library)] private static partial int cuStreamEndCapture(IntPtr stream, out IntPtr graph);
    [LibraryImport(Library)] private static unsafe partial int cuStreamUpdateCaptureDependencies(IntPtr stream, IntPtr* nodes, nuint count, uint flags);
    [LibraryImport(Library)]
    private static unsafe partial int cuStreamGetCaptureInfo_v2(IntPtr stream, out int status, out ulong id, out IntPtr graph, out IntPtr* nodes, out nuint count);
    [LibraryImport(Library)] private static partial int cuGraphInstantiateWithFlags(out IntPtr executable, IntPtr graph, ulong flags);
    [LibraryImport(Library)] private static partial int cuGraphLaunch(IntPtr executable, IntPtr stream);
    [LibraryImport(Library)] private static partial int cuGraphExecDestroy(IntPtr executable);
    [LibraryImport(Library)] private static partial int cuGraphDestroy(IntPtr graph);
    [LibraryImport(Library)] private static partial int cuMemAllocHost_v2(out IntPtr pointer, nuint bytes);
    [LibraryImport(Library)] private static partial int cuMemFreeHost(IntPtr pointer);
    [LibraryImport(Library)] private static partial int cuMemcpyHtoDAsync_v2(IntPtr device, IntPtr host, nuint bytes, IntPtr stream);
    [LibraryImport(Library)] private static partial int cuMemcpyDtoHAsync_v2(IntPtr host, IntPtr device, nuint bytes, IntPtr stream);
    [LibraryImport(Library)] private static partial int cuEventCreate(out IntPtr handle, int flags);
    [LibraryImport(Library)] private static partial int cuEventRecord(IntPtr handle, IntPtr stream);
    [LibraryImport(Library)] private static partial int cuEventSynchronize(IntPtr handle);
    [LibraryImport(Library)] private static partial int cuEventElapsedTime(out float milliseconds, IntPtr start, IntPtr end);
    [LibraryImport(Library)] private static partial int cuEventDestroy_v2(IntPtr handle);
    [LibraryImport(Library)] private static partial int cuFuncSetAttribute(IntPtr function, int attribute, int value);
}
