using ILGPU;

namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>How many blocks of how many threads run a kernel.</summary>
/// <param name="SharedBytes">Dynamic shared memory of a block, beside what the kernel declares itself.</param>
/// <param name="Resident">
/// Blocks that a multiprocessor must have registers for at once; 0 lets the assembler decide, which for some kernels prefers to
/// spill a few registers.
/// </param>
internal readonly record struct LaunchShape(int X, int Y, int Z, int Threads, int SharedBytes = 0, int Resident = 0)
{
    /// <summary>The most blocks that CUDA takes in the second and the third direction; in the first they are as good as unlimited.</summary>
    public const int MostDownOrDeep = 65535;

    /// <summary>What a block may have without the driver being asked.</summary>
    public const int SharedBytesForFree = 48 * 1024;

    public KernelConfig Config => SharedBytes == 0
        ? new KernelConfig(new Index3D(X, Y, Z), new Index3D(Threads, 1, 1))
        : new KernelConfig(new Index3D(X, Y, Z), new Index3D(Threads, 1, 1), SharedMemoryConfig.RequestDynamic<byte>(SharedBytes));

    /// <summary>As many blocks as give every item a thread.</summary>
    public static LaunchShape Over(long items, int threads = 128) => new((int)Math.Max(1, (items + threads - 1) / threads), 1, 1, threads);
}
