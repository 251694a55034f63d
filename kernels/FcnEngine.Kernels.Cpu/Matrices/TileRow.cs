using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Matrices;

/// <summary>The two loops of <see cref="PairLayerDescent{V, L}"/> over the rows of a tile eight vectors wide.</summary>
internal static unsafe class TileRow<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    /// <summary>Vectors side by side in a tile.</summary>
    public const int Vectors = 8;

    /// <summary>product = left * weight, and copy [rows, 8 vectors] = weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Multiply(float* left, int rows, float* weight, nint step, float* copy, float* product)
    {
        V s0 = L.Zero, s1 = L.Zero, s2 = L.Zero, s3 = L.Zero, s4 = L.Zero, s5 = L.Zero, s6 = L.Zero, s7 = L.Zero;
        for (var row = 0; row < rows; row++)
        {
            var x = L.Broadcast(left[row]);
            s0 = Take(weight, copy, x, s0);
            s1 = Take(weight + L.Count, copy + L.Count, x, s1);
            s2 = Take(weight + 2 * L.Count, copy + 2 * L.Count, x, s2);
            s3 = Take(weight + 3 * L.Count, copy + 3 * L.Count, x, s3);
            s4 = Take(weight + 4 * L.Count, copy + 4 * L.Count, x, s4);
            s5 = Take(weight + 5 * L.Count, copy + 5 * L.Count, x, s5);
            s6 = Take(weight + 6 * L.Count, copy + 6 * L.Count, x, s6);
            s7 = Take(weight + 7 * L.Count, copy + 7 * L.Count, x, s7);
            weight += step;
            copy += Vectors * L.Count;
        }

        L.Store(s0, product);
        L.Store(s1, product + L.Count);
        L.Store(s2, product + 2 * L.Count);
        L.Store(s3, product + 3 * L.Count);
        L.Store(s4, product + 4 * L.Count);
        L.Store(s5, product + 5 * L.Count);
        L.Store(s6, product + 6 * L.Count);
        L.Store(s7, product + 7 * L.Count);
    }

    /// <summary>
    /// sums[row] += the products of copy's row with the gradient, lane by lane; target = copy - rate * left * gradient where
    /// <paramref name="update"/>. A weight that would not be finite stays as it was, and false is returned.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static bool Descend(
        float* left, int rows, float rate, float* gradient, float* copy, float* sums, float* target, nint step, bool update)
    {
        V g0 = L.Load(gradient), g1 = L.Load(gradient + L.Count), g2 = L.Load(gradient + 2 * L.Count), g3 = L.Load(gradient + 3 * L.Count);
        V g4 = L.Load(gradient + 4 * L.Count), g5 = L.Load(gradient + 5 * L.Count), g6 = L.Load(gradient + 6 * L.Count), g7 = L.Load(gradient + 7 * L.Count);
        var finite = true;
        for (var row = 0; row < rows; row++)
        {
            V w0 = L.Load(copy), w1 = L.Load(copy + L.Count), w2 = L.Load(copy + 2 * L.Count), w3 = L.Load(copy + 3 * L.Count);
            V w4 = L.Load(copy + 4 * L.Count), w5 = L.Load(copy + 5 * L.Count), w6 = L.Load(copy + 6 * L.Count), w7 = L.Load(copy + 7 * L.Count);
            var low = L.MultiplyAdd(w3, g3, L.MultiplyAdd(w2, g2, L.MultiplyAdd(w1, g1, L.Multiply(w0, g0))));
            var high = L.MultiplyAdd(w7, g7, L.MultiplyAdd(w6, g6, L.MultiplyAdd(w5, g5, L.Multiply(w4, g4))));
            L.Store(L.Add(L.Load(sums), L.Add(low, high)), sums);
            if (update)
            {
                V x = L.Broadcast(left[row]), factor = L.Broadcast(-rate);
                finite &= Put(w0, g0, x, factor, target);
                finite &= Put(w1, g1, x, factor, target + L.Count);
                finite &= Put(w2, g2, x, factor, target + 2 * L.Count);
                finite &= Put(w3, g3, x, factor, target + 3 * L.Count);
                finite &= Put(w4, g4, x, factor, target + 4 * L.Count);
                finite &= Put(w5, g5, x, factor, target + 5 * L.Count);
                finite &= Put(w6, g6, x, factor, target + 6 * L.Count);
                finite &= Put(w7, g7, x, factor, target + 7 * L.Count);
            }

            copy += Vectors * L.Count;
            target += step;
            sums += L.Count;
        }

        return finite;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Take(float* weight, float* copy, V x, V sum)
    {
        var value = L.Load(weight);
        L.Store(value, copy);
        return L.MultiplyAdd(x, value, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Put(V weight, V gradient, V x, V factor, float* target)
    {
        var updated = L.MultiplyAdd(factor, L.Multiply(x, gradient), weight);
        L.StorePast(L.WhereFinite(updated, weight), target);
        return L.AllFinite(updated);
    }
}
