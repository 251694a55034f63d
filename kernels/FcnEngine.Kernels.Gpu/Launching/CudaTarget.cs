using System.Reflection;
using ILGPU.Runtime.Cuda;

namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>Makes ILGPU compile for the card at hand: 1.5.3 writes <c>.target sm_80</c> for every newer one.</summary>
internal static class CudaTarget
{
    /// <summary>The oldest card whose kernels are tested; sm_80 and later have tensor cores with tf32.</summary>
    public static CudaArchitecture Oldest => CudaArchitecture.SM_60;

    /// <summary>The first with tf32 tensor cores and asynchronous copies.</summary>
    public static CudaArchitecture TensorCores => CudaArchitecture.SM_80;

    /// <summary>Raises the target of the capabilities to the architecture.</summary>
    /// <exception cref="GpuException">This ILGPU has no such setter any more.</exception>
    public static void Set(CudaCapabilityContext capabilities, CudaArchitecture architecture)
    {
        const string name = "TargetArchitecture";
        var setter = typeof(CudaCapabilityContext).GetProperty(name, BindingFlags.Instance | BindingFlags.Public)?.GetSetMethod(nonPublic: true);
        setter?.Invoke(capabilities, [architecture]);
        if (setter is null || !capabilities.TargetArchitecture.Equals(architecture))
        {
            throw new GpuException(
                $"this version of ILGPU ({typeof(CudaCapabilityContext).Assembly.GetName().Version}) does not let {name} be set: kernels would be compiled for an older card");
        }
    }
}
