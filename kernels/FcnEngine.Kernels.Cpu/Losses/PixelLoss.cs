using System.Runtime.CompilerServices;

namespace FcnEngine.Kernels.Cpu.Losses;

/// <summary>Softmax cross-entropy of one pixel with any number of classes, in double precision inside.</summary>
internal static unsafe class PixelLoss
{
    /// <summary>log(sum over c of exp(logits[c])) - logits[label]; NaN for a label outside the classes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Loss(float* logits, int classes, int label)
    {
        if (label >= classes) return float.NaN;
        var largest = Largest(logits, classes);
        double others = 0;
        var largestSeen = false;
        for (var c = 0; c < classes; c++)
        {
            // one term is exp(0) = 1; kept apart, a loss near zero keeps its digits
            if (!largestSeen && logits[c] == largest) largestSeen = true;
            else others += Math.Exp((double)logits[c] - largest);
        }

        return (float)(LogOnePlus(others) + ((double)largest - logits[label]));
    }

    /// <summary>gradient[c] = scale * (softmax(logits)[c] - (c == label)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(float* logits, int classes, int label, float scale, float* gradient)
    {
        if (label >= classes)
        {
            new Span<float>(gradient, classes).Fill(float.NaN);
            return;
        }

        var largest = Largest(logits, classes);
        double sum = 0;
        for (var c = 0; c < classes; c++) sum += Math.Exp((double)logits[c] - largest);
        double rest = 0;
        for (var c = 0; c < classes; c++)
        {
            if (c == label) continue;
            var share = Math.Exp((double)logits[c] - largest) / sum;
            rest += share;
            gradient[c] = (float)(scale * share);
        }

        gradient[label] = (float)(-scale * rest);
    }

    /// <summary>log(1 + value): the error of rounding 1 + value cancels in value / (whole - 1).</summary>
    private static double LogOnePlus(double value)
    {
        var whole = 1 + value;
        return whole == 1 || double.IsInfinity(whole) ? value : Math.Log(whole) * value / (whole - 1);
    }

    private static float Largest(float* logits, int classes)
    {
        var largest = logits[0];
        for (var c = 1; c < classes; c++) largest = MathF.Max(largest, logits[c]);
        return largest;
    }
}
