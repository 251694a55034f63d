namespace FcnEngine.Data.Batching;

/// <summary>Stored values as the network sees them: divided by 1024, no mean subtracted.</summary>
public static class NetworkInput
{
    public const float Scaling = 1f / 1024;

    public static void Scale(ReadOnlySpan<int> pixels, Span<float> target)
    {
        for (var i = 0; i < pixels.Length; i++)
            target[i] = pixels[i] * Scaling;
    }
}
