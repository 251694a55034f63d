using System.Runtime.InteropServices;
using FcnEngine.Execution;

namespace FcnEngine.Kernels.Cpu.Memory;

/// <summary>Zeroed native memory. Blocks of some megabytes start on a huge page and ask the kernel for such pages.</summary>
public sealed unsafe partial class CpuMemory : DeviceMemory
{
    private const int HugePage = 2 << 20;
    private const int AdviseHugePages = 14;
    private void* _block;

    internal CpuMemory(string device, long byteLength)
        : base(byteLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteLength);
        var alignment = byteLength >= 2 * HugePage ? HugePage : Alignment;
        try
        {
            // calloc hands out pages the kernel has cleared, and touches none of them
            _block = NativeMemory.AllocZeroed(checked((nuint)byteLength + (nuint)alignment));
        }
        catch (OutOfMemoryException)
        {
            throw new OutOfDeviceMemoryException(device, byteLength, PhysicalMemory.AvailableBytes());
        }

        Start = (byte*)(((nuint)_block + (nuint)alignment - 1) / (nuint)alignment * (nuint)alignment);
        if (alignment == HugePage && OperatingSystem.IsLinux())
            _ = Advise(Start, (nuint)(byteLength / HugePage * HugePage), AdviseHugePages); // only a wish: an error changes nothing
        GC.AddMemoryPressure(Math.Max(byteLength, 1));
    }

    ~CpuMemory() => Dispose(false);

    /// <summary>The first byte.</summary>
    internal byte* Start { get; private set; }

    public override void Upload(long byteOffset, ReadOnlySpan<byte> source) => source.CopyTo(Range(byteOffset, source.Length));

    public override void Download(long byteOffset, Span<byte> destination) => Range(byteOffset, destination.Length).CopyTo(destination);

    protected override void Dispose(bool disposing)
    {
        if (_block == null) return;
        NativeMemory.Free(_block);
        _block = null;
        Start = null;
        GC.RemoveMemoryPressure(Math.Max(ByteLength, 1));
    }

    private Span<byte> Range(long byteOffset, int length)
    {
        ObjectDisposedException.ThrowIf(_block == null, this);
        if (byteOffset < 0 || byteOffset > ByteLength - length)
            throw new ArgumentOutOfRangeException(nameof(byteOffset), $"{length} bytes at {byteOffset} reach over the block's {ByteLength}");
        return new Span<byte>(Start + byteOffset, length);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* start, nuint length, int advice);
}
