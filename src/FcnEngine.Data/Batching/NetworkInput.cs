using System.Numerics;

namespace FcnEngine.Data.Batching;

/// <summary>Stored values as the network sees them: divided by 1024, no mean subtracted.</summary>
public static class NetworkInput
{
    public const float Scaling = 1f / 1024;

    public static void Scale(ReadOnlySpan<int> pixels, Span<float> target)
    {
        var done = 0;
        for (; done <= pixels.Length - Vector<int>.Count; done += Vector<int>.Count)
            (Vector.ConvertToSingle(new Vector<int>(pixels[done..])) * Scaling).CopyTo(target[done..]);
        for (; done < pixels.Length; done++)
            target[done] = pixels[done] * Scaling;
    }

    /// <summary>Every value times the gain, plus the offset.</summary>
    internal static void Adjust(Span<float> values, float gain, float offset)
    {
        var done = 0;
        var offsets = new Vector<float>(offset);
        for (; done <= values.Length - Vector<float>.Count; done += Vector<float>.Count)
            (new Vector<float>(values[done..]) * gain + offsets).CopyTo(values[done..]);
        for (; done < values.Length; done++)
            values[done] = values[done] * gain + offset;
    }
}
