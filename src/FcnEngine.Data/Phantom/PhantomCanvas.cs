using FcnEngine.Data.Randomness;

namespace FcnEngine.Data.Phantom;

/// <summary>A picture of tissue brightness that shapes are painted on, row-major, one value a pixel.</summary>
internal sealed class PhantomCanvas(FrameSize size, double background)
{
    private const double EdgeWidth = 1.5;

    private readonly double[] _values = [.. Enumerable.Repeat(background, size.Pixels)];

    /// <summary>Paints over what is there; edges blend over a pixel and a half, as partial volume does.</summary>
    public void Paint<TShape>(TShape shape, double brightness)
        where TShape : struct, IShape
    {
        var reach = shape.Reach + EdgeWidth;
        int top = Math.Max(0, (int)(shape.Y - reach)), bottom = Math.Min(size.Height - 1, (int)(shape.Y + reach) + 1);
        int left = Math.Max(0, (int)(shape.X - reach)), right = Math.Min(size.Width - 1, (int)(shape.X + reach) + 1);
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                var share = Math.Clamp(0.5 - shape.Distance(x + 0.5, y + 0.5) / EdgeWidth, 0, 1);
                if (share > 0)
                    _values[y * size.Width + x] += share * (brightness - _values[y * size.Width + x]);
            }
        }
    }

    /// <summary>Multiplies by smooth mottling: random values on a coarse grid, blended between.</summary>
    public void Mottle(RandomStream random, int cell, double strength)
    {
        int columns = size.Width / cell + 2, rows = size.Height / cell + 2;
        var grid = new double[rows * columns];
        for (var i = 0; i < grid.Length; i++)
            grid[i] = random.NextNormal();
        for (var y = 0; y < size.Height; y++)
        {
            var (row, fy) = (y / cell, (double)(y % cell) / cell);
            for (var x = 0; x < size.Width; x++)
            {
                var (column, fx) = (x / cell, (double)(x % cell) / cell);
                var at = row * columns + column;
                var above = grid[at] + fx * (grid[at + 1] - grid[at]);
                var below = grid[at + columns] + fx * (grid[at + columns + 1] - grid[at + columns]);
                _values[y * size.Width + x] *= Math.Max(0, 1 + strength * (above + fy * (below - above)));
            }
        }
    }

    /// <summary>Brightness changes by the factor 1 +- strength across the picture, along the angle.</summary>
    public void Bias(double strength, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        for (var y = 0; y < size.Height; y++)
        {
            for (var x = 0; x < size.Width; x++)
            {
                double u = 2.0 * x / size.Width - 1, v = 2.0 * y / size.Height - 1;
                var along = u * cos + v * sin;
                _values[y * size.Width + x] *= 1 + strength * (along - 0.4 * (u * u + v * v));
            }
        }
    }

    /// <summary>The magnitude of a signal with noise in both of its parts, as a scanner shows it, in whole numbers.</summary>
    public int[] Scan(RandomStream random, double noise)
    {
        var pixels = new int[_values.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            // One Box and Muller pair is the noise of the real and the imaginary part.
            var radius = noise * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            var (sin, cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
            double real = _values[i] + radius * cos, imaginary = radius * sin;
            pixels[i] = (int)Math.Min(4095, Math.Round(Math.Sqrt(real * real + imaginary * imaginary)));
        }
        return pixels;
    }
}
