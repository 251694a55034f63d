using System.Reflection;
using ILGPU.Runtime.OpenCL;

namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>What ILGPU 1.5.3 does not see in an OpenCL device although it is there.</summary>
internal static class OpenClCapabilities
{
    private const string Pocl = "Portable Computing Language";

    /// <summary>PoCL compiles pointers without an address space, but does not list the extension that ILGPU looks for.</summary>
    public static void Complete(CLDevice device)
    {
        if (!device.PlatformName.Contains(Pocl, StringComparison.OrdinalIgnoreCase)) return;
        typeof(CLCapabilityContext)
            .GetProperty(nameof(CLCapabilityContext.GenericAddressSpace), BindingFlags.Instance | BindingFlags.Public)?
            .GetSetMethod(nonPublic: true)?.Invoke(device.Capabilities, [true]);
    }
}
