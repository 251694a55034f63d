namespace FcnEngine.Kernels.Cpu.Elementwise;

/// <summary>Cuts a long row of elements into stretches of one size, whatever the number of threads.</summary>
internal static class Stretch
{
    /// <summary>Elements of a stretch: 64 KB of floats.</summary>
    public const int Length = 16384;

    public static int Number(long count) => checked((int)((count + Length - 1) / Length));

    public static (long First, long End) Range(int index, long count) => ((long)index * Length, Math.Min((index + 1L) * Length, count));
}
