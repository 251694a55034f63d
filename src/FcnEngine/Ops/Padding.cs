namespace FcnEngine.Ops;

/// <summary>How a window that reaches over the edge of a map is treated.</summary>
public enum Padding
{
    /// <summary>out = ceil(in / stride); the odd row or column of padding comes after (TensorFlow's SAME).</summary>
    Same,

    /// <summary>Only whole windows: out = ceil((in - window + 1) / stride).</summary>
    Valid,
}

/// <summary>A window sliding along one axis: what TensorFlow's padding rule makes of extent, window and stride.</summary>
/// <param name="Input">Extent of the map the window slides over.</param>
/// <param name="Window">Extent of the window.</param>
/// <param name="Stride">Distance between neighbouring windows.</param>
/// <param name="Output">Number of windows.</param>
/// <param name="Before">Padding before the first element; window <c>o</c> starts at <c>o * Stride - Before</c>.</param>
/// <param name="After">Padding behind the last element.</param>
public readonly record struct WindowAxis(int Input, int Window, int Stride, int Output, int Before, int After)
{
    /// <exception cref="ArgumentException">An extent below 1, or a VALID window larger than the map.</exception>
    public static WindowAxis Create(int input, int window, int stride, Padding padding)
    {
        if (input < 1 || window < 1 || stride < 1)
            throw new ArgumentException($"extent {input}, window {window} and stride {stride} must all be at least 1");
        if (padding == Padding.Valid)
        {
            if (window > input) throw new ArgumentException($"a VALID window of {window} does not fit an extent of {input}");
            return new WindowAxis(input, window, stride, (input - window) / stride + 1, 0, 0);
        }

        var output = (input + stride - 1) / stride;
        var total = Math.Max((output - 1) * stride + window - input, 0);
        return new WindowAxis(input, window, stride, output, total / 2, total - total / 2);
    }
}
