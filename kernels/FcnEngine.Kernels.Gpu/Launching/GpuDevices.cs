using FcnEngine.Kernels.Gpu.Intrinsics;
using ILGPU;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>Finds and opens GPUs.</summary>
public static class GpuDevices
{
    /// <summary>Looks for devices; never throws.</summary>
    public static GpuSurvey Discover()
    {
        var reasons = new List<string>();
        var devices = new List<GpuDescription>();
        Collect(devices, reasons, "CUDA", FindCuda);
        Collect(devices, reasons, "OpenCL", FindOpenCl);
        var choice = Best(devices, GpuBackend.Cuda) ?? Best(devices, GpuBackend.OpenCl);
        reasons.Add(choice is null ? "auto takes the CPU: no usable GPU was found" : $"auto takes {choice.Id}, {choice.Name}: {Why(choice, devices)}");
        return new GpuSurvey(devices, choice, reasons);
    }

    /// <summary>The first usable device of a backend with tensor cores, else the first usable; null where there is none.</summary>
    public static GpuDescription? Best(IReadOnlyList<GpuDescription> devices, GpuBackend backend)
    {
        GpuDescription[] usable = [.. devices.Where(device => device is { Usable: true, Automatic: true } && device.Backend == backend)];
        return usable.FirstOrDefault(device => device.TensorCores) ?? usable.FirstOrDefault();
    }

    private static string Why(GpuDescription choice, List<GpuDescription> devices)
    {
        if (choice.Backend == GpuBackend.OpenCl) return "the first OpenCL GPU, and no CUDA card can be used";
        return devices.FirstOrDefault(device => device is { Backend: GpuBackend.Cuda, Usable: true } && device.Index < choice.Index) is { } passedOver
            ? $"it has tensor cores, {passedOver.Id} has none"
            : "the first usable CUDA card";
    }

    /// <summary>Opens a CUDA device.</summary>
    /// <exception cref="GpuException">There is no driver, no such card, or the card is too old.</exception>
    public static IlgpuDevice OpenCuda(int index = 0, GpuOptions? options = null)
    {
        options ??= new GpuOptions();
        if (GpuDrivers.CudaReason() is { } reason) throw new GpuException(reason);
        var context = GpuDrivers.CudaContext();
        try
        {
            var devices = context.GetCudaDevices();
            if (index < 0 || index >= devices.Count) throw new GpuException($"there is no CUDA device {index}: the driver shows {devices.Count}");
            var device = devices[index];
            if (GpuDrivers.Remark(device) is (false, var remark)) throw new GpuException($"{device.Name} cannot be used: {remark}");
            var accelerator = device.CreateCudaAccelerator(context);
            var architecture = device.Architecture!.Value;
            var tensorCores = options.TensorCores && architecture >= CudaTarget.TensorCores;
            var traits = new GpuTraits(device.NumMultiprocessors, tensorCores, true, tensorCores ? CudaDriver.SharedPerBlock(device.DeviceId) : 48 * 1024);
            var capability = architecture.ToString().ToLowerInvariant();
            return new IlgpuDevice(context, accelerator, traits, options, $"cuda:{index} ({device.Name}, {capability})", capability);
        }
        catch (Exception e)
        {
            context.Dispose();
            if (e is CudaException cuda) throw new GpuException($"CUDA device {index} cannot be opened: {cuda.Message}", cuda);
            throw;
        }
    }

    /// <summary>Opens an OpenCL device; a CPU one only on request, for tests.</summary>
    /// <exception cref="GpuException">There is no loader, no such device, or it lacks something the kernels need.</exception>
    public static IlgpuDevice OpenOpenCl(int index = 0, GpuOptions? options = null, bool allowCpu = false)
    {
        options ??= new GpuOptions();
        if (GpuDrivers.OpenClReason() is { } reason) throw new GpuException(reason);
        var context = GpuDrivers.OpenClContext();
        try
        {
            var devices = context.GetCLDevices();
            if (index < 0 || index >= devices.Count) throw new GpuException($"there is no OpenCL device {index}: {devices.Count} found");
            var device = devices[index];
            if (!allowCpu && !device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_GPU))
                throw new GpuException($"OpenCL device {index}, {device.Name}, is no GPU: use --device cpu instead");
            if (GpuDrivers.Remark(device) is (false, var remark)) throw new GpuException($"{device.Name} cannot be used: {remark}");
            var traits = new GpuTraits(device.NumMultiprocessors, false, false, 32 * 1024);
            return new IlgpuDevice(context, device.CreateCLAccelerator(context), traits, options, $"opencl:{index} ({device.Name})", "");
        }
        catch (Exception)
        {
            context.Dispose();
            throw;
        }
    }

    /// <summary>What a simulated GPU stands for.</summary>
    internal static GpuTraits SmallGpu { get; } = new(Multiprocessors: 4, TensorCores: true, Atomics: true, SharedBytes: 227 * 1024);

    /// <summary>ILGPU's CPU accelerator: runs every kernel, tensor-core ones included, thread by thread. For tests; very slow.</summary>
    /// <param name="pretend">What the kernels are to be chosen for; by default a small GPU with tensor cores.</param>
    /// <param name="warps">The most that a block may have, a power of two; all of them cost time.</param>
    public static IlgpuDevice OpenSimulator(GpuOptions? options = null, GpuTraits? pretend = null, int warps = 8)
    {
        options ??= new GpuOptions();
        var context = Context.Create(b => b.Optimize(OptimizationLevel.O2).CPU(new CPUDevice(32, warps, 1)));
        Ptx.Register(context);
        var accelerator = context.GetDevice<CPUDevice>(0).CreateCPUAccelerator(context);
        return new IlgpuDevice(context, accelerator, pretend ?? SmallGpu with { TensorCores = options.TensorCores }, options, "simulated GPU", "");
    }

    /// <summary>A device that computes nothing and only notes which kernels it would compile; for tests and tables.</summary>
    internal static IlgpuDevice OpenInventory(GpuTraits pretend, GpuOptions options)
    {
        var context = Context.Create(b => b.CPU(new CPUDevice(32, 1, 1)));
        var accelerator = context.GetDevice<CPUDevice>(0).CreateCPUAccelerator(context);
        return new IlgpuDevice(context, accelerator, pretend, options, "inventory", "", inventory: true);
    }

    private static void Collect(List<GpuDescription> devices, List<string> reasons, string backend, Func<(IReadOnlyList<GpuDescription> Found, string? Reason)> find)
    {
        try
        {
            var (found, reason) = find();
            devices.AddRange(found);
            if (reason is not null) reasons.Add(reason);
        }
        catch (Exception e)
        {
            reasons.Add($"{backend} could not be asked: {e.Message}");
        }
    }

    private static (IReadOnlyList<GpuDescription>, string?) FindCuda()
    {
        if (GpuDrivers.CudaReason() is { } reason) return ([], reason);
        using var context = GpuDrivers.CudaContext();
        var found = new List<GpuDescription>();
        foreach (var device in context.GetCudaDevices())
        {
            var (usable, remark) = GpuDrivers.Remark(device);
            var capability = $"compute capability {device.Architecture?.Major}.{device.Architecture?.Minor}, driver {device.DriverVersion.Major}.{device.DriverVersion.Minor}";
            found.Add(new GpuDescription(
                GpuBackend.Cuda, found.Count, device.Name, device.MemorySize, device.NumMultiprocessors, capability,
                device.Architecture >= CudaTarget.TensorCores, usable, usable, remark));
        }

        return (found, found.Count == 0 ? "the CUDA driver shows no device that ILGPU supports" : null);
    }

    private static (IReadOnlyList<GpuDescription>, string?) FindOpenCl()
    {
        if (GpuDrivers.OpenClReason() is { } reason) return ([], reason);
        using var context = GpuDrivers.OpenClContext();
        var found = new List<GpuDescription>();
        foreach (var device in context.GetCLDevices())
        {
            var (usable, remark) = GpuDrivers.Remark(device);
            var gpu = device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_GPU);
            // An NVIDIA card is there by CUDA already, where it is faster.
            var automatic = gpu && !device.VendorName.Contains("NVIDIA", StringComparison.OrdinalIgnoreCase);
            found.Add(new GpuDescription(
                GpuBackend.OpenCl, found.Count, device.Name, device.MemorySize, device.NumMultiprocessors,
                $"OpenCL {device.DeviceVersion.Major}.{device.DeviceVersion.Minor}, {device.PlatformName}",
                TensorCores: false, usable, automatic, usable && !gpu ? "an OpenCL CPU device: never chosen by itself" : remark));
        }

        return (found, found.Count == 0 ? "the OpenCL loader shows no device" : null);
    }
}
