namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>By which way a GPU is reached.</summary>
public enum GpuBackend
{
    Cuda,
    OpenCl,
}

/// <summary>One device as <see cref="GpuDevices.Discover"/> found it.</summary>
/// <param name="Index">Its number among the devices of its backend.</param>
/// <param name="Capability">Compute capability or OpenCL version, with the driver.</param>
/// <param name="TensorCores">Whether it multiplies on tensor cores.</param>
/// <param name="Usable">Whether the engine can run on it at all.</param>
/// <param name="Automatic">Whether <c>--device auto</c> would consider it.</param>
/// <param name="Remark">Why or why not, in one sentence.</param>
public sealed record GpuDescription(
    GpuBackend Backend, int Index, string Name, long MemoryBytes, int Multiprocessors, string Capability, bool TensorCores, bool Usable, bool Automatic,
    string Remark)
{
    /// <summary>As <c>cuda:0</c>.</summary>
    public string Id => $"{(Backend == GpuBackend.Cuda ? "cuda" : "opencl")}:{Index}";
}

/// <summary>What there is, what would be picked, and why.</summary>
/// <param name="Devices">All devices found, in the order of preference.</param>
/// <param name="Choice">The one that <c>--device auto</c> takes; null means the CPU.</param>
/// <param name="Reasons">One sentence for each backend that offers nothing, and one for the choice.</param>
public sealed record GpuSurvey(IReadOnlyList<GpuDescription> Devices, GpuDescription? Choice, IReadOnlyList<string> Reasons);
