using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Gemm;

/// <summary>
/// Register tiles of 4 rows: tile[r, :] (+)= sum over k of a[rows[r] + place(k)] * b[k, :], with b a packed panel 1, 2 or 3 vectors wide
/// and place(k) as <see cref="Reduction"/> says. Each element is one chain of multiply-adds in the order of k, whatever the tile's shape.
/// </summary>
/// <remarks>For machines with 16 vector registers (12 sums, 3 panel vectors, a broadcast), and for what tiles of 8 rows leave over. Row pointers, index and panel pointer stay in general registers.</remarks>
internal static unsafe class FourRowTiles<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Tile4x3(float* a, nint* rows, Reduction reduction, float* b, float* tile, bool accumulate)
    {
        float* a0 = a + rows[0], a1 = a + rows[1], a2 = a + rows[2], a3 = a + rows[3];
        V c00 = L.Zero, c01 = L.Zero, c02 = L.Zero;
        V c10 = L.Zero, c11 = L.Zero, c12 = L.Zero;
        V c20 = L.Zero, c21 = L.Zero, c22 = L.Zero;
        V c30 = L.Zero, c31 = L.Zero, c32 = L.Zero;
        var step = reduction.Step;
        var skip = reduction.SegmentStep - reduction.Length * step;
        nint i = 0;
        for (var segment = reduction.Segments; segment > 0; segment--)
        {
            for (var k = reduction.Length; k > 0; k--)
            {
                V b0 = L.Load(b), b1 = L.Load(b + L.Count), b2 = L.Load(b + 2 * L.Count);
                V x = L.Broadcast(a0[i]);
                c00 = L.MultiplyAdd(x, b0, c00);
                c01 = L.MultiplyAdd(x, b1, c01);
                c02 = L.MultiplyAdd(x, b2, c02);
                x = L.Broadcast(a1[i]);
                c10 = L.MultiplyAdd(x, b0, c10);
                c11 = L.MultiplyAdd(x, b1, c11);
                c12 = L.MultiplyAdd(x, b2, c12);
                x = L.Broadcast(a2[i]);
                c20 = L.MultiplyAdd(x, b0, c20);
                c21 = L.MultiplyAdd(x, b1, c21);
                c22 = L.MultiplyAdd(x, b2, c22);
                x = L.Broadcast(a3[i]);
                c30 = L.MultiplyAdd(x, b0, c30);
                c31 = L.MultiplyAdd(x, b1, c31);
                c32 = L.MultiplyAdd(x, b2, c32);
                b += 3 * L.Count;
                i += step;
            }

            i += skip;
        }

        Put3(tile, c00, c01, c02, accumulate);
        Put3(tile + 3 * L.Count, c10, c11, c12, accumulate);
        Put3(tile + 6 * L.Count, c20, c21, c22, accumulate);
        Put3(tile + 9 * L.Count, c30, c31, c32, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Tile4x2(float* a, nint* rows, Reduction reduction, float* b, float* tile, bool accumulate)
    {
        float* a0 = a + rows[0], a1 = a + rows[1], a2 = a + rows[2], a3 = a + rows[3];
        V c00 = L.Zero, c01 = L.Zero;
        V c10 = L.Zero, c11 = L.Zero;
        V c20 = L.Zero, c21 = L.Zero;
        V c30 = L.Zero, c31 = L.Zero;
        var step = reduction.Step;
        var skip = reduction.SegmentStep - reduction.Length * step;
        nint i = 0;
        for (var segment = reduction.Segments; segment > 0; segment--)
        {
            for (var k = reduction.Length; k > 0; k--)
            {
                V b0 = L.Load(b), b1 = L.Load(b + L.Count);
                V x = L.Broadcast(a0[i]);
                c00 = L.MultiplyAdd(x, b0, c00);
                c01 = L.MultiplyAdd(x, b1, c01);
                x = L.Broadcast(a1[i]);
                c10 = L.MultiplyAdd(x, b0, c10);
                c11 = L.MultiplyAdd(x, b1, c11);
                x = L.Broadcast(a2[i]);
                c20 = L.MultiplyAdd(x, b0, c20);
                c21 = L.MultiplyAdd(x, b1, c21);
                x = L.Broadcast(a3[i]);
                c30 = L.MultiplyAdd(x, b0, c30);
                c31 = L.MultiplyAdd(x, b1, c31);
                b += 2 * L.Count;
                i += step;
            }

            i += skip;
        }

        Put2(tile, c00, c01, accumulate);
        Put2(tile + 2 * L.Count, c10, c11, accumulate);
        Put2(tile + 4 * L.Count, c20, c21, accumulate);
        Put2(tile + 6 * L.Count, c30, c31, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Tile4x1(float* a, nint* rows, Reduction reduction, float* b, float* tile, bool accumulate)
    {
        float* a0 = a + rows[0], a1 = a + rows[1], a2 = a + rows[2], a3 = a + rows[3];
        V c00 = L.Zero;
        V c10 = L.Zero;
        V c20 = L.Zero;
        V c30 = L.Zero;
        var step = reduction.Step;
        var skip = reduction.SegmentStep - reduction.Length * step;
        nint i = 0;
        for (var segment = reduction.Segments; segment > 0; segment--)
        {
            for (var k = reduction.Length; k > 0; k--)
            {
                V b0 = L.Load(b);
                V x = L.Broadcast(a0[i]);
                c00 = L.MultiplyAdd(x, b0, c00);
                x = L.Broadcast(a1[i]);
                c10 = L.MultiplyAdd(x, b0, c10);
                x = L.Broadcast(a2[i]);
                c20 = L.MultiplyAdd(x, b0, c20);
                x = L.Broadcast(a3[i]);
                c30 = L.MultiplyAdd(x, b0, c30);
                b += L.Count;
                i += step;
            }

            i += skip;
        }

        Put1(tile, c00, accumulate);
        Put1(tile + L.Count, c10, accumulate);
        Put1(tile + 2 * L.Count, c20, accumulate);
        Put1(tile + 3 * L.Count, c30, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put3(float* tile, V c0, V c1, V c2, bool accumulate)
    {
        Put2(tile, c0, c1, accumulate);
        Put1(tile + 2 * L.Count, c2, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put2(float* tile, V c0, V c1, bool accumulate)
    {
        Put1(tile, c0, accumulate);
        Put1(tile + L.Count, c1, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put1(float* tile, V c, bool accumulate) =>
        L.Store(accumulate ? L.Add(L.Load(tile), c) : c, tile);
}
