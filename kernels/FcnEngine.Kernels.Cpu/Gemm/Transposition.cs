using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FcnEngine.Kernels.Cpu.Gemm;

/// <summary>Blocks of 8 by 8 floats, transposed in registers.</summary>
internal static unsafe class Transposition
{
    public const int Block = 8;

    /// <summary>target[r, c] = source[c, r] for r, c in [0, 8); rows lie the steps apart, in floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Move(float* source, nint sourceStep, float* target, nint targetStep)
    {
        if (!Avx.IsSupported)
        {
            for (var column = 0; column < Block; column++)
                for (var row = 0; row < Block; row++) target[row * targetStep + column] = source[column * sourceStep + row];
            return;
        }

        Vector256<float> r0 = Vector256.Load(source), r1 = Vector256.Load(source + sourceStep);
        Vector256<float> r2 = Vector256.Load(source + 2 * sourceStep), r3 = Vector256.Load(source + 3 * sourceStep);
        Vector256<float> r4 = Vector256.Load(source + 4 * sourceStep), r5 = Vector256.Load(source + 5 * sourceStep);
        Vector256<float> r6 = Vector256.Load(source + 6 * sourceStep), r7 = Vector256.Load(source + 7 * sourceStep);
        // pairs, then fours, inside each half; then the halves change places
        Vector256<float> p0 = Avx.UnpackLow(r0, r1), p1 = Avx.UnpackHigh(r0, r1), p2 = Avx.UnpackLow(r2, r3), p3 = Avx.UnpackHigh(r2, r3);
        Vector256<float> p4 = Avx.UnpackLow(r4, r5), p5 = Avx.UnpackHigh(r4, r5), p6 = Avx.UnpackLow(r6, r7), p7 = Avx.UnpackHigh(r6, r7);
        Vector256<float> f0 = Avx.Shuffle(p0, p2, 0x44), f1 = Avx.Shuffle(p0, p2, 0xEE), f2 = Avx.Shuffle(p1, p3, 0x44), f3 = Avx.Shuffle(p1, p3, 0xEE);
        Vector256<float> f4 = Avx.Shuffle(p4, p6, 0x44), f5 = Avx.Shuffle(p4, p6, 0xEE), f6 = Avx.Shuffle(p5, p7, 0x44), f7 = Avx.Shuffle(p5, p7, 0xEE);
        Avx.Permute2x128(f0, f4, 0x20).Store(target);
        Avx.Permute2x128(f1, f5, 0x20).Store(target + targetStep);
        Avx.Permute2x128(f2, f6, 0x20).Store(target + 2 * targetStep);
        Avx.Permute2x128(f3, f7, 0x20).Store(target + 3 * targetStep);
        Avx.Permute2x128(f0, f4, 0x31).Store(target + 4 * targetStep);
        Avx.Permute2x128(f1, f5, 0x31).Store(target + 5 * targetStep);
        Avx.Permute2x128(f2, f6, 0x31).Store(target + 6 * targetStep);
        Avx.Permute2x128(f3, f7, 0x31).Store(target + 7 * targetStep);
    }
}
