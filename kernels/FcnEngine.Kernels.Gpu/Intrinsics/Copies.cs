using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Gpu.Products;
using ILGPU.IR.Intrinsics;

namespace FcnEngine.Kernels.Gpu.Intrinsics;

// Copies to shared memory that run while the warp computes, and loads through the read-only cache.
public static partial class Ptx
{
    /// <summary>Starts a 16-byte copy to shared memory; with <paramref name="bytes"/> 0 it writes zeros and reads nothing.</summary>
    [IntrinsicImplementation]
    [Ptx("{ .reg .u32 s; cvt.u32.u64 s, %0; cp.async.cg.shared.global [s], [%1], 16, %2; }", Shared = 0)]
    public static void CopyAsync16(ref float shared, ref float global, int bytes) =>
        Unsafe.As<float, Float4>(ref shared) = bytes == 0 ? default : Unsafe.As<float, Float4>(ref global);

    /// <summary>The same of 4 bytes, wherever they lie.</summary>
    [IntrinsicImplementation]
    [Ptx("{ .reg .u32 s; cvt.u32.u64 s, %0; cp.async.ca.shared.global [s], [%1], 4, %2; }", Shared = 0)]
    public static void CopyAsync4(ref float shared, ref float global, int bytes) => shared = bytes == 0 ? 0f : global;

    /// <summary>Closes the group of copies started since the last one.</summary>
    [IntrinsicImplementation]
    [Ptx("cp.async.commit_group;")]
    public static void CommitCopies()
    {
    }

    /// <summary>Waits until all groups of this thread have arrived.</summary>
    [IntrinsicImplementation]
    [Ptx("cp.async.wait_group 0;")]
    public static void AwaitCopies()
    {
    }

    /// <summary>16 bytes through the read-only cache, for what no block of the launch writes.</summary>
    [IntrinsicImplementation]
    [Ptx("ld.global.nc.v4.f32 {$0,$1,$2,$3}, [%0];")]
    public static Float4 LoadReadOnly(ref float global) => Unsafe.As<float, Float4>(ref global);

    /// <summary>The same, for what is read once: it leaves the first-level cache to others.</summary>
    [IntrinsicImplementation]
    [Ptx("ld.global.nc.L1::no_allocate.v4.f32 {$0,$1,$2,$3}, [%0];")]
    public static Float4 LoadOnce(ref float global) => Unsafe.As<float, Float4>(ref global);
}
