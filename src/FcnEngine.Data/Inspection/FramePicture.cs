namespace FcnEngine.Data.Inspection;

/// <summary>Draws frames as gray pictures, see <see cref="GrayRange"/>, with the outline of their mask in green.</summary>
public static class FramePicture
{
    private const int Magnification = 2;

    private static ReadOnlySpan<byte> Green => [0x00, 0xC8, 0x53];

    /// <summary>Writes one frame, magnified twofold so that the outline hides little.</summary>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void Write(string path, Sample sample)
    {
        var canvas = new RgbCanvas(sample.Height * Magnification, sample.Width * Magnification);
        Draw(canvas, 0, 0, sample.Height * Magnification, sample.Width * Magnification, sample);
        canvas.Write(path);
    }

    /// <summary>Draws a frame into a rectangle of a canvas, enlarged or reduced to fit it.</summary>
    public static void Draw(RgbCanvas canvas, int top, int left, int height, int width, Sample sample)
    {
        var range = GrayRange.Of(sample.Pixels);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (IsOutline(sample, y, x, height, width))
                    canvas.Set(top + y, left + x, Green);
                else
                {
                    var gray = range.Gray(Mean(sample, y, x, height, width));
                    canvas.Set(top + y, left + x, [gray, gray, gray]);
                }
            }
        }
    }

    // The mean of the pixels that a picture's pixel covers; one of them where the picture is larger.
    private static double Mean(Sample sample, int y, int x, int height, int width)
    {
        int top = y * sample.Height / height, bottom = Math.Max(top + 1, (y + 1) * sample.Height / height);
        int left = x * sample.Width / width, right = Math.Max(left + 1, (x + 1) * sample.Width / width);
        long sum = 0;
        for (var row = top; row < bottom; row++)
        {
            for (var column = left; column < right; column++)
                sum += sample.Pixels[row * sample.Width + column];
        }
        return (double)sum / ((bottom - top) * (right - left));
    }

    // Inside, with a neighbour of the picture outside.
    private static bool IsOutline(Sample sample, int y, int x, int height, int width) =>
        Inside(sample, y, x, height, width) && !(Inside(sample, y - 1, x, height, width) && Inside(sample, y + 1, x, height, width) && Inside(sample, y, x - 1, height, width) && Inside(sample, y, x + 1, height, width));

    private static bool Inside(Sample sample, int y, int x, int height, int width) =>
        y >= 0 && x >= 0 && y < height && x < width && sample.Mask[y * sample.Height / height * sample.Width + x * sample.Width / width] != 0;
}
