namespace FcnEngine.Kernels.Gpu.Launching;

/// <summary>What the choice of a kernel depends on.</summary>
/// <param name="Multiprocessors">How many blocks can run at once, at least.</param>
/// <param name="TensorCores">mma with tf32 and asynchronous copies: compute capability 8.0 and later.</param>
/// <param name="Atomics">Blocks can count arrivals: then they may share a tile.</param>
/// <param name="SharedBytes">The most shared memory a block may have.</param>
public sealed record GpuTraits(int Multiprocessors, bool TensorCores, bool Atomics, int SharedBytes);
