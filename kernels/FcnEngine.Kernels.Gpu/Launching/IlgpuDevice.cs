using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Tuning;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using Device = FcnEngine.Execution.Device;

namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>A GPU through ILGPU: CUDA, OpenCL, or ILGPU's own CPU accelerator, which runs every kernel in tests.</summary>
/// <remarks>One stream carries everything, in order but for what a graph runs side by side; it is never the default stream, so a step can be captured.</remarks>
public sealed class IlgpuDevice : Device
{
    private readonly Context _context;
    private readonly Accelerator _accelerator;
    private readonly AcceleratorStream _stream;
    private readonly Staging? _staging;
    private readonly bool _inventory;
    private bool _disposed, _refused;

    internal IlgpuDevice(
        Context context, Accelerator accelerator, GpuTraits traits, GpuOptions options, string name, string capability, bool inventory = false)
    {
        _context = context;
        _accelerator = accelerator;
        Traits = traits;
        Options = options;
        Name = name;
        Model = new GpuModel(accelerator.Name, capability, traits.Multiprocessors);
        _stream = accelerator.CreateStream();
        if (_stream is CudaStream cuda) _staging = new Staging(cuda.StreamPtr);
        _inventory = inventory;
        Cache = new KernelCache(accelerator, _stream, options.Compiling, inventory);
        Scratch = new Scratch(this);
        Choice = new VariantChoice(this);
        Kernels = new GpuKernels(this);
    }

    public override string Name { get; }

    public override IKernels Kernels { get; }

    public override bool RunsAhead => _accelerator.AcceleratorType != AcceleratorType.CPU;

    /// <summary>What kind of card it is.</summary>
    public GpuModel Model { get; }

    public GpuTraits Traits { get; }

    public GpuOptions Options { get; }

    public override long AvailableBytes => _accelerator is CudaAccelerator cuda ? cuda.GetFreeMemory() : _accelerator.MemorySize;

    internal KernelCache Cache { get; }

    internal Scratch Scratch { get; }

    internal VariantChoice Choice { get; }

    internal AcceleratorStream Stream => _stream;

    internal bool IsCpu => _accelerator.AcceleratorType == AcceleratorType.CPU;

    public override DeviceMemory Allocate(long byteLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteLength);
        _accelerator.Bind();
        if (_accelerator is CudaAccelerator && AvailableBytes is var free && free < byteLength) throw new OutOfDeviceMemoryException(Name, byteLength, free);
        MemoryBuffer1D<byte, Stride1D.Dense> buffer;
        try
        {
            buffer = _accelerator.Allocate1D<byte>(IlgpuMemory.Reserve(Math.Max(byteLength, 1)));
        }
        catch (Exception e) when (IsOutOfMemory(e))
        {
            _refused = true;
            throw new OutOfDeviceMemoryException(Name, byteLength, AvailableBytes);
        }

        // An inventory's memory is never touched, so that it may be larger than the machine's.
        if (!_inventory) buffer.MemSetToZero(_stream);
        var beyond = _accelerator.AcceleratorType == AcceleratorType.OpenCL ? 0 : (long)buffer.NativePtr % DeviceMemory.Alignment;
        return new IlgpuMemory(this, buffer, beyond == 0 ? 0 : DeviceMemory.Alignment - beyond, byteLength);
    }

    public override bool RunsSideBySide => _stream is CudaStream && CudaDriver.OrdersCaptures;

    public override LaunchSequence Bind(IReadOnlyList<Launch> launches) =>
        Bind(launches, [.. launches.Select((_, i) => i == 0 ? Array.Empty<int>() : [i - 1])]);

    public override LaunchSequence Bind(IReadOnlyList<Launch> launches, IReadOnlyList<IReadOnlyList<int>> after) =>
        _stream is CudaStream cuda ? new GraphSequence(_accelerator, cuda.StreamPtr, launches, after) : new PlainSequence(launches);

    /// <summary>The same launches queued one by one, to hold a graph's results against.</summary>
    public static LaunchSequence BindPlain(IReadOnlyList<Launch> launches) => new PlainSequence(launches);

    public override void Synchronize()
    {
        if (_disposed) return;
        _accelerator.Bind();
        _stream.Synchronize();
    }

    internal unsafe void Upload(ArrayView<byte> target, ReadOnlySpan<byte> source)
    {
        _accelerator.Bind();
        if (_staging is not null)
        {
            _staging.Upload(target.LoadEffectiveAddressAsPtr(), source);
            return;
        }

        fixed (byte* first = source) target.CopyFromCPU(_stream, ref *first, source.Length);
    }

    internal unsafe void Download(ArrayView<byte> source, Span<byte> target)
    {
        _accelerator.Bind();
        fixed (byte* first = target) source.CopyToCPU(_stream, ref *first, target.Length);
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing || _disposed) return;
        Synchronize();
        Scratch.Free();
        _staging?.Dispose();
        _disposed = true;
        _stream.Dispose();
        try
        {
            _accelerator.Dispose();
        }
        catch (CudaException) when (_refused)
        {
            // ILGPU tries to free the buffer that a refused allocation never gave it.
        }

        _context.Dispose();
    }

    private static bool IsOutOfMemory(Exception e) =>
        e is OutOfMemoryException or CudaException { Error: "CUDA_ERROR_OUT_OF_MEMORY" } ||
        e is CLException { Error: CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_OUT_OF_RESOURCES or CLError.CL_OUT_OF_HOST_MEMORY };
}
