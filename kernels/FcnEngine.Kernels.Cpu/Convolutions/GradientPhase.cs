using FcnEngine.Ops;

namespace FcnEngine.Kernels.Cpu.Convolutions;

/// <summary>
/// One axis of an input gradient, split by stride: input positions i with (i + before) mod stride = Phase meet only the taps
/// Phase, Phase + stride, .. and windows q - t for tap Phase + stride * t, where q = (i + before) / stride.
/// So each phase is a convolution of stride 1 over the output gradient, its taps in reverse order.
/// </summary>
/// <param name="Phase">First tap of the phase.</param>
/// <param name="Taps">Number of taps; 0 where the stride jumps over positions.</param>
/// <param name="First">The q of the first input position.</param>
/// <param name="Count">Input positions of the phase.</param>
/// <param name="Target">The first input position.</param>
internal readonly record struct GradientPhase(int Phase, int Taps, int First, int Count, int Target)
{
    public static GradientPhase[] Split(WindowAxis axis) => [.. Enumerable.Range(0, axis.Stride).Select(phase => Of(axis, phase))];

    /// <summary>Zeros wanted before the first and behind the last window, so that no phase reads outside.</summary>
    public static (int Before, int After) Margins(WindowAxis axis)
    {
        var phases = Split(axis).Where(phase => phase.Count > 0).ToArray();
        var before = phases.Max(phase => phase.Taps - 1 - phase.First);
        var after = phases.Max(phase => phase.First + phase.Count - 1) - (axis.Output - 1);
        return (Math.Max(before, 0), Math.Max(after, 0));
    }

    /// <summary>The tap of the weight that stands at place <paramref name="index"/> of the reversed order.</summary>
    public int Tap(int index, int stride) => Phase + stride * (Taps - 1 - index);

    private static GradientPhase Of(WindowAxis axis, int phase)
    {
        var taps = phase < axis.Window ? (axis.Window - phase + axis.Stride - 1) / axis.Stride : 0;
        var first = Math.Max(0, (axis.Before - phase + axis.Stride - 1) / axis.Stride);
        var target = first * axis.Stride + phase - axis.Before;
        var count = target >= axis.Input ? 0 : (axis.Input - target + axis.Stride - 1) / axis.Stride;
        return new GradientPhase(phase, taps, first, count, target);
    }
}
