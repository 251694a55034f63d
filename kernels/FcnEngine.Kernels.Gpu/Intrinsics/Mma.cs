using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.IR.Intrinsics;

namespace FcnEngine.Kernels.Gpu.Intrinsics;

/// <summary>The accumulators of one lane in an m16n8 product: C[g, 2t], C[g, 2t + 1], C[g + 8, 2t], C[g + 8, 2t + 1] of lane 4g + t.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Accumulators
{
    public float C0, C1, C2, C3;
}

/// <summary>Four m16n8 accumulators side by side: 16 rows by 32 columns.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Strip
{
    public Accumulators A0, A1, A2, A3;
}

/// <summary>Four registers of operands.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Operands
{
    public uint X, Y, Z, W;
}

// Products of a whole warp on the tensor cores, four side by side. Their C# bodies exchange the lanes' fragments through host
// memory and cut the sums off towards zero, as the hardware may, so that no accuracy is claimed which only rounding would give.
public static partial class Ptx
{
    private const uint Tf32Bits = 0xFFFFE000;

    /// <summary>By turn, warp and lane. One kernel runs at a time on a simulated multiprocessor, so it may be static.</summary>
    private static readonly float[][][][] Exchange = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, 32).Select(_ => new float[32][]).ToArray())];

    /// <summary>Which exchange this lane uses next: they alternate, so that one barrier a product is enough.</summary>
    [ThreadStatic]
    private static int turn;

    /// <summary>
    /// C[16,32] += A[16,8] B[8,32] in tf32. Lane 4g + t holds A[g, t], A[g + 8, t], A[g, t + 4], A[g + 8, t + 4]; of each of the four
    /// products B[t, g] (low) and B[t + 4, g] (high). The low 13 bits of A and B are ignored.
    /// </summary>
    [IntrinsicImplementation]
    [Ptx(
        "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {$0,$1,$2,$3}, {%16,%17,%18,%19}, {%20,%24}, {%0,%1,%2,%3}; " +
        "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {$4,$5,$6,$7}, {%16,%17,%18,%19}, {%21,%25}, {%4,%5,%6,%7}; " +
        "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {$8,$9,$10,$11}, {%16,%17,%18,%19}, {%22,%26}, {%8,%9,%10,%11}; " +
        "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {$12,$13,$14,$15}, {%16,%17,%18,%19}, {%23,%27}, {%12,%13,%14,%15};")]
    public static Strip MmaTf32(Strip c, Operands a, Operands low, Operands high)
    {
        // By row of A (g, then g + 8) and by product: the k of this lane.
        var warp = Publish(
        [
            Tf32(a.X), Tf32(a.Z), Tf32(a.Y), Tf32(a.W),
            Tf32(low.X), Tf32(high.X), Tf32(low.Y), Tf32(high.Y), Tf32(low.Z), Tf32(high.Z), Tf32(low.W), Tf32(high.W),
        ]);
        return Multiply(c, warp, pieces: 2);
    }

    /// <summary>C[16,8] += A[16,8] B[8,8] in tf32: one of the four products.</summary>
    [IntrinsicImplementation]
    [Ptx("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {$0,$1,$2,$3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};")]
    public static Accumulators MmaTf32(Accumulators c, Operands a, uint low, uint high)
    {
        var warp = Publish([Tf32(a.X), Tf32(a.Z), Tf32(a.Y), Tf32(a.W), Tf32(low), Tf32(high)]);
        return Multiply(c, warp, 2, pieces: 2);
    }

    /// <summary>C[16,8] += A[16,16] B[16,8] in bfloat16: one of the four products.</summary>
    [IntrinsicImplementation]
    [Ptx("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {$0,$1,$2,$3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};")]
    public static Accumulators MmaBf16(Accumulators c, Operands a, uint low, uint high)
    {
        var warp = Publish(
        [
            LowBf16(a.X), HighBf16(a.X), LowBf16(a.Z), HighBf16(a.Z), LowBf16(a.Y), HighBf16(a.Y), LowBf16(a.W), HighBf16(a.W),
            LowBf16(low), HighBf16(low), LowBf16(high), HighBf16(high),
        ]);
        return Multiply(c, warp, 2, pieces: 4);
    }

    /// <summary>
    /// C[16,32] += A[16,16] B[16,32] in bfloat16, two numbers to a register, the lower k in the lower half. Lane 4g + t holds
    /// A[g, 2t..], A[g + 8, 2t..], A[g, 2t + 8..], A[g + 8, 2t + 8..]; of each of the four products B[2t.., g] and B[2t + 8.., g].
    /// </summary>
    [IntrinsicImplementation]
    [Ptx(
        "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {$0,$1,$2,$3}, {%16,%17,%18,%19}, {%20,%24}, {%0,%1,%2,%3}; " +
        "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {$4,$5,$6,$7}, {%16,%17,%18,%19}, {%21,%25}, {%4,%5,%6,%7}; " +
        "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {$8,$9,$10,$11}, {%16,%17,%18,%19}, {%22,%26}, {%8,%9,%10,%11}; " +
        "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {$12,$13,$14,$15}, {%16,%17,%18,%19}, {%23,%27}, {%12,%13,%14,%15};")]
    public static Strip MmaBf16(Strip c, Operands a, Operands low, Operands high)
    {
        var warp = Publish(
        [
            LowBf16(a.X), HighBf16(a.X), LowBf16(a.Z), HighBf16(a.Z), LowBf16(a.Y), HighBf16(a.Y), LowBf16(a.W), HighBf16(a.W),
            LowBf16(low.X), HighBf16(low.X), LowBf16(high.X), HighBf16(high.X), LowBf16(low.Y), HighBf16(low.Y), LowBf16(high.Y), HighBf16(high.Y),
            LowBf16(low.Z), HighBf16(low.Z), LowBf16(high.Z), HighBf16(high.Z), LowBf16(low.W), HighBf16(low.W), LowBf16(high.W), HighBf16(high.W),
        ]);
        return Multiply(c, warp, pieces: 4);
    }

    /// <summary>Two floats rounded to bfloat16 (nearest, ties to even), <paramref name="low"/> in the lower half.</summary>
    [IntrinsicImplementation]
    [Ptx("cvt.rn.bf16x2.f32 $0, %1, %0;")]
    public static uint PackBf16(float low, float high) => Bf16(low) | Bf16(high) << 16;

    private static uint Bf16(float x)
    {
        if (float.IsNaN(x)) return 0x7FFF;
        var bits = Interop.FloatAsInt(x);
        return bits + 0x7FFFu + (bits >> 16 & 1) >> 16;
    }

    private static float LowBf16(uint pair) => Interop.IntAsFloat(pair << 16);

    private static float HighBf16(uint pair) => Interop.IntAsFloat(pair & 0xFFFF0000u);

    private static float Tf32(uint bits) => Interop.IntAsFloat(bits & Tf32Bits);

    /// <summary>Shows this lane's fragments to its warp.</summary>
    private static float[][] Publish(float[] fragments)
    {
        var warp = Exchange[turn ^= 1][Group.IdxX >> 5];
        warp[Warp.LaneIdx] = fragments;
        Warp.Barrier(); // all have also finished with the other exchange
        return warp;
    }

    /// <param name="pieces">How many k of a row of A, and of a column of B, one lane holds.</param>
    private static Strip Multiply(Strip c, float[][] warp, int pieces) => new()
    {
        A0 = Multiply(c.A0, warp, 2, pieces),
        A1 = Multiply(c.A1, warp, 3, pieces),
        A2 = Multiply(c.A2, warp, 4, pieces),
        A3 = Multiply(c.A3, warp, 5, pieces),
    };

    private static Accumulators Multiply(Accumulators c, float[][] warp, int product, int pieces)
    {
        int lane = Warp.LaneIdx, row = lane & ~3, column = (lane & 3) * 8, b = product * pieces;
        c.C0 = Dot(c.C0, warp, row, 0, column, b, pieces);
        c.C1 = Dot(c.C1, warp, row, 0, column + 4, b, pieces);
        c.C2 = Dot(c.C2, warp, row, pieces, column, b, pieces);
        c.C3 = Dot(c.C3, warp, row, pieces, column + 4, b, pieces);
        return c;
    }

    private static float Dot(float c, float[][] warp, int row, int a, int column, int b, int pieces)
    {
        double sum = c;
        for (var t = 0; t < 4; t++)
            for (var k = 0; k < pieces; k++)
                sum += (double)warp[row + t][a + k] * warp[column + t][b + k];
        var rounded = (float)sum;
        return Math.Abs((double)rounded) > Math.Abs(sum) ? MathF.CopySign(Interop.IntAsFloat(Interop.FloatAsInt(rounded) - 1), rounded) : rounded;
    }
}
