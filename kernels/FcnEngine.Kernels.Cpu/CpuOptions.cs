namespace FcnEngine.Kernels.Cpu;

/// <summary>How many float lanes a vector instruction works on.</summary>
public enum VectorWidth
{
    Scalar = 1,
    Vector128 = 4,
    Vector256 = 8,
    Vector512 = 16,
}

/// <summary>How a <see cref="CpuDevice"/> uses the machine.</summary>
/// <param name="Threads">Threads that compute, the calling one included; 0 takes every core the process may use.</param>
/// <param name="WidestVector">An upper limit; the machine's own width counts where it is smaller.</param>
public sealed record CpuOptions(int Threads = 0, VectorWidth WidestVector = VectorWidth.Vector512);
