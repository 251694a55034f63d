using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Losses;

/// <summary>
/// Softmax cross-entropy of two classes, a vector of pixels at a time. With t = logit of the other class - logit of the label:
/// loss = log(1 + exp(t)) and the other class' share = 1 / (1 + exp(-t)). Both keep their relative accuracy where they are tiny.
/// </summary>
internal static unsafe class TwoClassLoss<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    /// <summary>Loss of one vector of pixels.</summary>
    /// <param name="logits">Two vectors of pairs.</param>
    /// <param name="labels">0 or 1; others give NaN.</param>
    /// <param name="side">+1 where the label is class 0, -1 where it is class 1.</param>
    /// <param name="share">What softmax gives the class that is not the label.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Loss(float* logits, byte* labels, out V side, out V share)
    {
        var one = L.Broadcast(1);
        L.LoadPairs(logits, out var zero, out var first);
        var label = L.FromBytes(labels);
        side = L.Subtract(one, L.Add(label, label));
        side = L.WhereGreater(label, one, L.Broadcast(float.NaN), side);
        var t = L.Multiply(side, L.Subtract(first, zero));
        var small = L.Exp(L.Subtract(L.Zero, L.Abs(t)));
        var whole = L.Add(one, small);
        var part = L.Divide(one, whole);
        share = L.WhereGreater(t, L.Zero, part, L.Multiply(small, part));
        return L.Add(L.Relu(t), LogOnePlus(small, whole));
    }

    /// <summary>log(1 + small) for small in [0, 1], where whole = 1 + small as rounded: the rounding cancels in small / (whole - 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogOnePlus(V small, V whole)
    {
        var rounded = L.Subtract(whole, L.Broadcast(1));
        var corrected = L.Divide(L.Multiply(L.Log(whole), small), rounded);
        return L.WhereGreater(rounded, L.Zero, corrected, small);
    }
}
