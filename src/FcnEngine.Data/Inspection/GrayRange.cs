namespace FcnEngine.Data.Inspection;

/// <summary>
/// Which values of a frame are black and white: its darkest pixel, and its brightest but one in two hundred, so that a few bright pixels
/// do not darken all others.
/// </summary>
public readonly record struct GrayRange(int Low, int High)
{
    private const int BrightestShare = 200;

    public static GrayRange Of(int[] pixels)
    {
        var sorted = pixels.ToArray();
        Array.Sort(sorted);
        return new GrayRange(sorted[0], sorted[^(1 + sorted.Length / BrightestShare)]);
    }

    /// <summary>The gray of a value, 0 to 255; a frame of one value is black.</summary>
    public byte Gray(double value) => High > Low ? (byte)Math.Clamp((value - Low) * 255 / ((double)High - Low), 0, 255) : (byte)0;
}
