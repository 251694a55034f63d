using System.Runtime.CompilerServices;
using FcnEngine.Kernels.Cpu.Vectors;

namespace FcnEngine.Kernels.Cpu.Losses;

/// <summary>Losses of a run of neighbouring pixels, and where wanted their share of the mean loss's gradient.</summary>
internal static unsafe class RunLoss<V, L>
    where V : unmanaged
    where L : struct, ILanes<V>
{
    private const int VectorsPerSum = 16;

    /// <summary>The sum of the losses; <paramref name="gradient"/>, where not null, = share * (softmax - label), pixel by pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(float* logits, byte* labels, long pixels, int classes, float share, float* gradient)
    {
        double sum = 0;
        if (classes == 2)
        {
            long pixel = 0;
            sum = Pairs<V, L>(logits, labels, pixels, share, gradient, ref pixel);
            return sum + Pairs<float, Lanes1>(logits, labels, pixels, share, gradient, ref pixel);
        }

        for (long pixel = 0; pixel < pixels; pixel++)
        {
            sum += PixelLoss.Loss(logits + pixel * classes, classes, labels[pixel]);
            if (gradient != null) PixelLoss.Gradient(logits + pixel * classes, classes, labels[pixel], share, gradient + pixel * classes);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Pairs<W, M>(float* logits, byte* labels, long pixels, float share, float* gradient, ref long pixel)
        where W : unmanaged
        where M : struct, ILanes<W>
    {
        double total = 0;
        var scale = M.Broadcast(share);
        while (pixel + M.Count <= pixels)
        {
            var sum = M.Zero;
            for (var step = 0; step < VectorsPerSum && pixel + M.Count <= pixels; step++, pixel += M.Count)
            {
                sum = M.Add(sum, TwoClassLoss<W, M>.Loss(logits + 2 * pixel, labels + pixel, out var side, out var other));
                if (gradient == null) continue;
                var each = M.Multiply(M.Multiply(side, other), scale);
                M.StorePairs(M.Subtract(M.Zero, each), each, gradient + 2 * pixel);
            }

            total += M.Sum(sum);
        }

        return total;
    }
}
