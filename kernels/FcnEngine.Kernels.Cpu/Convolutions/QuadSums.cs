using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Convolutions;

/// <summary>
/// The inner loop of <see cref="ThinPooledWeightGradient{V, L}"/>: for 13 terms of the patch and one vector of output channels,
/// sums[t] += sum over windows of gradient[w] * (the one of quads[w, t] that the channel's maximum came from).
/// </summary>
internal static unsafe class QuadSums<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    /// <summary>Terms one call adds up: with index, gradient and a choice they fill 16 vector registers.</summary>
    public const int Terms = 13;

    /// <param name="quads">Four floats for each term; windows lie <paramref name="quadStep"/> floats apart.</param>
    /// <param name="indices">One vector a window.</param>
    /// <param name="gradients">One vector a window.</param>
    /// <param name="sums">13 vectors, read and overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* quads, nint quadStep, float* indices, float* gradients, int windows, float* sums)
    {
        var s0 = L.Load(sums);
        var s1 = L.Load(sums + L.Count);
        var s2 = L.Load(sums + 2 * L.Count);
        var s3 = L.Load(sums + 3 * L.Count);
        var s4 = L.Load(sums + 4 * L.Count);
        var s5 = L.Load(sums + 5 * L.Count);
        var s6 = L.Load(sums + 6 * L.Count);
        var s7 = L.Load(sums + 7 * L.Count);
        var s8 = L.Load(sums + 8 * L.Count);
        var s9 = L.Load(sums + 9 * L.Count);
        var s10 = L.Load(sums + 10 * L.Count);
        var s11 = L.Load(sums + 11 * L.Count);
        var s12 = L.Load(sums + 12 * L.Count);
        for (; windows > 0; windows--)
        {
            var index = L.Load(indices);
            var gradient = L.Load(gradients);
            s0 = L.MultiplyAdd(gradient, L.Choose(quads, index), s0);
            s1 = L.MultiplyAdd(gradient, L.Choose(quads + 4, index), s1);
            s2 = L.MultiplyAdd(gradient, L.Choose(quads + 8, index), s2);
            s3 = L.MultiplyAdd(gradient, L.Choose(quads + 12, index), s3);
            s4 = L.MultiplyAdd(gradient, L.Choose(quads + 16, index), s4);
            s5 = L.MultiplyAdd(gradient, L.Choose(quads + 20, index), s5);
            s6 = L.MultiplyAdd(gradient, L.Choose(quads + 24, index), s6);
            s7 = L.MultiplyAdd(gradient, L.Choose(quads + 28, index), s7);
            s8 = L.MultiplyAdd(gradient, L.Choose(quads + 32, index), s8);
            s9 = L.MultiplyAdd(gradient, L.Choose(quads + 36, index), s9);
            s10 = L.MultiplyAdd(gradient, L.Choose(quads + 40, index), s10);
            s11 = L.MultiplyAdd(gradient, L.Choose(quads + 44, index), s11);
            s12 = L.MultiplyAdd(gradient, L.Choose(quads + 48, index), s12);
            quads += quadStep;
            indices += L.Count;
            gradients += L.Count;
        }

        L.Store(s0, sums);
        L.Store(s1, sums + L.Count);
        L.Store(s2, sums + 2 * L.Count);
        L.Store(s3, sums + 3 * L.Count);
        L.Store(s4, sums + 4 * L.Count);
        L.Store(s5, sums + 5 * L.Count);
        L.Store(s6, sums + 6 * L.Count);
        L.Store(s7, sums + 7 * L.Count);
        L.Store(s8, sums + 8 * L.Count);
        L.Store(s9, sums + 9 * L.Count);
        L.Store(s10, sums + 10 * L.Count);
        L.Store(s11, sums + 11 * L.Count);
        L.Store(s12, sums + 12 * L.Count);
    }
}
