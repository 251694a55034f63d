using FcnEngine.Data.Images;

namespace FcnEngine.Data.Inspection;

/// <summary>A picture to paint on, black at first; row-major [Height, Width, 3].</summary>
public sealed class RgbCanvas(int height, int width)
{
    private readonly byte[] _rgb = new byte[checked(height * width * 3)];

    public int Height => height;

    public int Width => width;

    public void Set(int y, int x, ReadOnlySpan<byte> colour) => colour.CopyTo(_rgb.AsSpan((y * width + x) * 3));

    /// <summary>A line one pixel wide around a rectangle.</summary>
    public void Frame(int top, int left, int high, int wide, ReadOnlySpan<byte> colour)
    {
        for (var x = left; x < left + wide; x++)
        {
            Set(top, x, colour);
            Set(top + high - 1, x, colour);
        }
        for (var y = top; y < top + high; y++)
        {
            Set(y, left, colour);
            Set(y, left + wide - 1, colour);
        }
    }

    /// <exception cref="DataException">The file cannot be written.</exception>
    public void Write(string path) => PngWriter.WriteRgb(path, height, width, _rgb);
}
