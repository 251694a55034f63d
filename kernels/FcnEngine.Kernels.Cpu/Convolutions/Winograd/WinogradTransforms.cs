using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Convolutions.Winograd;

/// <summary>
/// The three transforms of Winograd's F(2 x 2, 3 x 3), for one vector of channels at a time: four outputs of a row of 3 taps from
/// 4 products instead of 6, and so in both directions 16 instead of 36.
/// </summary>
/// <remarks>Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2015: output = A' ((G w G') * (B' d B)) A.</remarks>
internal static unsafe class WinogradTransforms<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    /// <summary>Points of a transformed tile: 4 x 4.</summary>
    public const int Points = 16;

    /// <summary>G w G': nine taps, <paramref name="tapStep"/> floats apart, to sixteen points, <paramref name="pointStep"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weight(float* taps, nint tapStep, float* points, nint pointStep)
    {
        V a0 = L.Load(taps), b0 = L.Load(taps + tapStep), c0 = L.Load(taps + 2 * tapStep);
        V a3 = L.Load(taps + 6 * tapStep), b3 = L.Load(taps + 7 * tapStep), c3 = L.Load(taps + 8 * tapStep);
        Spread(a0, L.Load(taps + 3 * tapStep), a3, out var a1, out var a2);
        Spread(b0, L.Load(taps + 4 * tapStep), b3, out var b1, out var b2);
        Spread(c0, L.Load(taps + 5 * tapStep), c3, out var c1, out var c2);
        SpreadRow(a0, b0, c0, points, pointStep);
        SpreadRow(a1, b1, c1, points + 4 * pointStep, pointStep);
        SpreadRow(a2, b2, c2, points + 8 * pointStep, pointStep);
        SpreadRow(a3, b3, c3, points + 12 * pointStep, pointStep);
    }

    /// <summary>B' d B: the pixels of a 4 x 4 window at <paramref name="channel"/> to sixteen points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input(float** pixels, int channel, float* points, nint pointStep)
    {
        Column(pixels, channel, 0, out var a0, out var a1, out var a2, out var a3);
        Column(pixels, channel, 1, out var b0, out var b1, out var b2, out var b3);
        Column(pixels, channel, 2, out var c0, out var c1, out var c2, out var c3);
        Column(pixels, channel, 3, out var d0, out var d1, out var d2, out var d3);
        Row(a0, b0, c0, d0, points, pointStep);
        Row(a1, b1, c1, d1, points + 4 * pointStep, pointStep);
        Row(a2, b2, c2, d2, points + 8 * pointStep, pointStep);
        Row(a3, b3, c3, d3, points + 12 * pointStep, pointStep);
    }

    /// <summary>A' m A: sixteen points to the outputs at (0, 0), (0, 1), (1, 0) and (1, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output(float* points, nint pointStep, out V topLeft, out V topRight, out V bottomLeft, out V bottomRight)
    {
        Halve(points, pointStep, out var top0, out var bottom0);
        Halve(points + pointStep, pointStep, out var top1, out var bottom1);
        Halve(points + 2 * pointStep, pointStep, out var top2, out var bottom2);
        Halve(points + 3 * pointStep, pointStep, out var top3, out var bottom3);
        topLeft = L.Add(L.Add(top0, top1), top2);
        topRight = L.Subtract(L.Subtract(top1, top2), top3);
        bottomLeft = L.Add(L.Add(bottom0, bottom1), bottom2);
        bottomRight = L.Subtract(L.Subtract(bottom1, bottom2), bottom3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread(V w0, V w1, V w2, out V middle, out V lower)
    {
        var half = L.Broadcast(0.5f);
        V outer = L.Multiply(half, L.Add(w0, w2)), inner = L.Multiply(half, w1);
        middle = L.Add(outer, inner);
        lower = L.Subtract(outer, inner);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SpreadRow(V w0, V w1, V w2, float* points, nint pointStep)
    {
        Spread(w0, w1, w2, out var middle, out var lower);
        L.Store(w0, points);
        L.Store(middle, points + pointStep);
        L.Store(lower, points + 2 * pointStep);
        L.Store(w2, points + 3 * pointStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column(float** pixels, int channel, int column, out V t0, out V t1, out V t2, out V t3)
    {
        V x0 = L.Load(pixels[column] + channel), x1 = L.Load(pixels[4 + column] + channel);
        V x2 = L.Load(pixels[8 + column] + channel), x3 = L.Load(pixels[12 + column] + channel);
        t0 = L.Subtract(x0, x2);
        t1 = L.Add(x1, x2);
        t2 = L.Subtract(x2, x1);
        t3 = L.Subtract(x1, x3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(V t0, V t1, V t2, V t3, float* points, nint pointStep)
    {
        L.Store(L.Subtract(t0, t2), points);
        L.Store(L.Add(t1, t2), points + pointStep);
        L.Store(L.Subtract(t2, t1), points + 2 * pointStep);
        L.Store(L.Subtract(t1, t3), points + 3 * pointStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halve(float* points, nint pointStep, out V top, out V bottom)
    {
        V m0 = L.Load(points), m1 = L.Load(points + 4 * pointStep), m2 = L.Load(points + 8 * pointStep), m3 = L.Load(points + 12 * pointStep);
        top = L.Add(L.Add(m0, m1), m2);
        bottom = L.Subtract(L.Subtract(m1, m2), m3);
    }
}
