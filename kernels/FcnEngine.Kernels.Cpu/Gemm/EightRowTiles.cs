using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Gemm;

/// <summary>
/// Register tiles of 8 rows: tile[r, :] (+)= sum over k of a[rows[r] + place(k)] * b[k, :], with b a packed panel 1, 2 or 3 vectors wide
/// and place(k) as <see cref="Reduction"/> says. Each element is one chain of multiply-adds in the order of k, whatever the tile's shape.
/// </summary>
/// <remarks>For machines with 32 vector registers: 24 sums, 3 panel vectors and a broadcast. Row pointers, index and panel pointer stay in general registers.</remarks>
internal static unsafe class EightRowTiles<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Tile8x3(float* a, nint* rows, Reduction reduction, float* b, float* tile, bool accumulate)
    {
        float* a0 = a + rows[0], a1 = a + rows[1], a2 = a + rows[2], a3 = a + rows[3];
        float* a4 = a + rows[4], a5 = a + rows[5], a6 = a + rows[6], a7 = a + rows[7];
        V c00 = L.Zero, c01 = L.Zero, c02 = L.Zero;
        V c10 = L.Zero, c11 = L.Zero, c12 = L.Zero;
        V c20 = L.Zero, c21 = L.Zero, c22 = L.Zero;
        V c30 = L.Zero, c31 = L.Zero, c32 = L.Zero;
        V c40 = L.Zero, c41 = L.Zero, c42 = L.Zero;
        V c50 = L.Zero, c51 = L.Zero, c52 = L.Zero;
        V c60 = L.Zero, c61 = L.Zero, c62 = L.Zero;
        V c70 = L.Zero, c71 = L.Zero, c72 = L.Zero;
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
                x = L.Broadcast(a4[i]);
                c40 = L.MultiplyAdd(x, b0, c40);
                c41 = L.MultiplyAdd(x, b1, c41);
                c42 = L.MultiplyAdd(x, b2, c42);
                x = L.Broadcast(a5[i]);
                c50 = L.MultiplyAdd(x, b0, c50);
                c51 = L.MultiplyAdd(x, b1, c51);
                c52 = L.MultiplyAdd(x, b2, c52);
                x = L.Broadcast(a6[i]);
                c60 = L.MultiplyAdd(x, b0, c60);
                c61 = L.MultiplyAdd(x, b1, c61);
                c62 = L.MultiplyAdd(x, b2, c62);
                x = L.Broadcast(a7[i]);
                c70 = L.MultiplyAdd(x, b0, c70);
                c71 = L.MultiplyAdd(x, b1, c71);
                c72 = L.MultiplyAdd(x, b2, c72);
                b += 3 * L.Count;
                i += step;
            }

            i += skip;
        }

        Put3(tile, c00, c01, c02, accumulate);
        Put3(tile + 3 * L.Count, c10, c11, c12, accumulate);
        Put3(tile + 6 * L.Count, c20, c21, c22, accumulate);
        Put3(tile + 9 * L.Count, c30, c31, c32, accumulate);
        Put3(tile + 12 * L.Count, c40, c41, c42, accumulate);
        Put3(tile + 15 * L.Count, c50, c51, c52, accumulate);
        Put3(tile + 18 * L.Count, c60, c61, c62, accumulate);
        Put3(tile + 21 * L.Count, c70, c71, c72, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Tile8x2(float* a, nint* rows, Reduction reduction, float* b, float* tile, bool accumulate)
    {
        float* a0 = a + rows[0], a1 = a + rows[1], a2 = a + rows[2], a3 = a + rows[3];
        float* a4 = a + rows[4], a5 = a + rows[5], a6 = a + rows[6], a7 = a + rows[7];
        V c00 = L.Zero, c01 = L.Zero;
        V c10 = L.Zero, c11 = L.Zero;
        V c20 = L.Zero, c21 = L.Zero;
        V c30 = L.Zero, c31 = L.Zero;
        V c40 = L.Zero, c41 = L.Zero;
        V c50 = L.Zero, c51 = L.Zero;
        V c60 = L.Zero, c61 = L.Zero;
        V c70 = L.Zero, c71 = L.Zero;
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
                x = L.Broadcast(a4[i]);
                c40 = L.MultiplyAdd(x, b0, c40);
                c41 = L.MultiplyAdd(x, b1, c41);
                x = L.Broadcast(a5[i]);
                c50 = L.MultiplyAdd(x, b0, c50);
                c51 = L.MultiplyAdd(x, b1, c51);
                x = L.Broadcast(a6[i]);
                c60 = L.MultiplyAdd(x, b0, c60);
                c61 = L.MultiplyAdd(x, b1, c61);
                x = L.Broadcast(a7[i]);
                c70 = L.MultiplyAdd(x, b0, c70);
                c71 = L.MultiplyAdd(x, b1, c71);
                b += 2 * L.Count;
                i += step;
            }

            i += skip;
        }

        Put2(tile, c00, c01, accumulate);
        Put2(tile + 2 * L.Count, c10, c11, accumulate);
        Put2(tile + 4 * L.Count, c20, c21, accumulate);
        Put2(tile + 6 * L.Count, c30, c31, accumulate);
        Put2(tile + 8 * L.Count, c40, c41, accumulate);
        Put2(tile + 10 * L.Count, c50, c51, accumulate);
        Put2(tile + 12 * L.Count, c60, c61, accumulate);
        Put2(tile + 14 * L.Count, c70, c71, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Tile8x1(float* a, nint* rows, Reduction reduction, float* b, float* tile, bool accumulate)
    {
        float* a0 = a + rows[0], a1 = a + rows[1], a2 = a + rows[2], a3 = a + rows[3];
        float* a4 = a + rows[4], a5 = a + rows[5], a6 = a + rows[6], a7 = a + rows[7];
        V c00 = L.Zero;
        V c10 = L.Zero;
        V c20 = L.Zero;
        V c30 = L.Zero;
        V c40 = L.Zero;
        V c50 = L.Zero;
        V c60 = L.Zero;
        V c70 = L.Zero;
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
                x = L.Broadcast(a4[i]);
                c40 = L.MultiplyAdd(x, b0, c40);
                x = L.Broadcast(a5[i]);
                c50 = L.MultiplyAdd(x, b0, c50);
                x = L.Broadcast(a6[i]);
                c60 = L.MultiplyAdd(x, b0, c60);
                x = L.Broadcast(a7[i]);
                c70 = L.MultiplyAdd(x, b0, c70);
                b += L.Count;
                i += step;
            }

            i += skip;
        }

        Put1(tile, c00, accumulate);
        Put1(tile + L.Count, c10, accumulate);
        Put1(tile + 2 * L.Count, c20, accumulate);
        Put1(tile + 3 * L.Count, c30, accumulate);
        Put1(tile + 4 * L.Count, c40, accumulate);
        Put1(tile + 5 * L.Count, c50, accumulate);
        Put1(tile + 6 * L.Count, c60, accumulate);
        Put1(tile + 7 * L.Count, c70, accumulate);
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
