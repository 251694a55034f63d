using FcnEngine.Kernels.Gpu.Intrinsics;
using ILGPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>The drivers that GPUs are reached by: whether they are there, a context of each, and what a device of theirs is good for.</summary>
internal static class GpuDrivers
{
    /// <summary>Why there is no CUDA at all; null where there is.</summary>
    public static string? CudaReason()
    {
        NativeLibraries.Install();
        try
        {
            var error = CudaDriver.Init();
            if (error != CudaDriver.Success) return $"the CUDA driver does not start: {CudaDriver.Describe(error)}";
            return CudaDriver.DeviceCount() == 0 ? "the CUDA driver shows no card" : null;
        }
        catch (DllNotFoundException)
        {
            return $"no CUDA driver is installed ({string.Join(", ", NativeLibraries.Candidates("cuda").DefaultIfEmpty("cuda"))} not found)";
        }
        catch (EntryPointNotFoundException e)
        {
            return $"the CUDA driver is too old: {e.Message}";
        }
    }

    /// <summary>The same of OpenCL.</summary>
    public static string? OpenClReason()
    {
        NativeLibraries.Install();
        foreach (var name in NativeLibraries.Candidates("OpenCL").DefaultIfEmpty("OpenCL"))
            if (System.Runtime.InteropServices.NativeLibrary.TryLoad(name, typeof(GpuDrivers).Assembly, null, out _))
                return null;
        return "no OpenCL loader is installed";
    }

    public static Context CudaContext()
    {
        // ILGPU hides what goes wrong inside this predicate, so the target is checked again afterwards.
        var context = Context.Create(b => b.Optimize(OptimizationLevel.O2).Cuda(device =>
        {
            if (device.Architecture is { } architecture && device.Capabilities is CudaCapabilityContext capabilities)
                CudaTarget.Set(capabilities, architecture);
            return true;
        }));
        Ptx.Register(context);
        return context;
    }

    public static Context OpenClContext() => Context.Create(b => b.Optimize(OptimizationLevel.O2).OpenCL(device =>
    {
        OpenClCapabilities.Complete(device);
        return true;
    }));

    /// <summary>Whether the engine can run on a device, and why or how, in one sentence.</summary>
    public static (bool Usable, string Remark) Remark(CudaDevice device)
    {
        if (device.Architecture is not { } architecture || architecture < CudaTarget.Oldest)
            return (false, $"compute capability {device.Architecture?.Major}.{device.Architecture?.Minor} is too old, {CudaTarget.Oldest.Major}.{CudaTarget.Oldest.Minor} is needed");
        if (device.InstructionSet is null) return (false, $"driver {device.DriverVersion.Major}.{device.DriverVersion.Minor} is too old for this card: update it");
        return (true, architecture >= CudaTarget.TensorCores ? "tensor-core kernels" : "plain float kernels: no tf32 tensor cores before compute capability 8.0");
    }

    /// <inheritdoc cref="Remark(CudaDevice)"/>
    public static (bool Usable, string Remark) Remark(CLDevice device) => device.Capabilities.GenericAddressSpace
        ? (true, "plain float kernels")
        : (false, "it has no generic address space (OpenCL 2.0), which ILGPU needs");
}
