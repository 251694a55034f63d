namespace FcnEngine.Data.Contours;

/// <summary>
/// Contour -> mask as the lab does it: points truncated to integers, the polygon filled, its boundary included.
/// Usage: <c>byte[] mask = ContourMask.Fill(contour, new FrameSize(256, 256))</c>.
/// </summary>
public static class ContourMask
{
    /// <summary>1 inside and on the contour, 0 elsewhere; row-major. What lies outside the frame is cut off.</summary>
    public static byte[] Fill(Contour contour, FrameSize size)
    {
        var mask = new byte[size.Pixels];
        var points = contour.Points
            .Select(point => (X: Truncate(point.X, size.Width), Y: Truncate(point.Y, size.Height)))
            .ToArray();
        if (points.Length == 0)
            return mask;
        FillInterior(points, size, mask);
        for (var i = 0; i < points.Length; i++)
        {
            var (from, to) = (points[i], points[(i + 1) % points.Length]);
            if (Touches(from.X, to.X, size.Width) && Touches(from.Y, to.Y, size.Height))
                DrawLine(from, to, size, mask);
        }
        return mask;
    }

    // Far-off points cannot change what is inside the frame by more than their direction; clamping bounds the work.
    private static int Truncate(double value, int extent) => (int)Math.Clamp(double.IsNaN(value) ? -1 : value, -4.0 * extent, 5.0 * extent);

    private static bool Touches(int from, int to, int extent) => Math.Max(from, to) >= 0 && Math.Min(from, to) < extent;

    // Even-odd rule along each row of pixel indices; an edge counts from its upper end up to, not including, its lower.
    private static void FillInterior((int X, int Y)[] points, FrameSize size, byte[] mask)
    {
        var crossings = new List<double>();
        var top = Math.Max(0, points.Min(p => p.Y));
        var bottom = Math.Min(size.Height - 1, points.Max(p => p.Y));
        for (var y = top; y <= bottom; y++)
        {
            crossings.Clear();
            for (var i = 0; i < points.Length; i++)
            {
                var (a, b) = (points[i], points[(i + 1) % points.Length]);
                if (a.Y <= y != b.Y <= y)
                    crossings.Add(a.X + (double)(b.X - a.X) * (y - a.Y) / (b.Y - a.Y));
            }
            crossings.Sort();
            for (var i = 0; i + 1 < crossings.Count; i += 2)
            {
                var from = Math.Max(0, (int)Math.Ceiling(crossings[i]));
                var to = Math.Min(size.Width - 1, (int)Math.Floor(crossings[i + 1]));
                if (from <= to)
                    mask.AsSpan(y * size.Width + from, to - from + 1).Fill(1);
            }
        }
    }

    // Bresenham, 8-connected.
    private static void DrawLine((int X, int Y) from, (int X, int Y) to, FrameSize size, byte[] mask)
    {
        int dx = Math.Abs(to.X - from.X), dy = -Math.Abs(to.Y - from.Y);
        int stepX = from.X < to.X ? 1 : -1, stepY = from.Y < to.Y ? 1 : -1;
        var error = dx + dy;
        var (x, y) = from;
        while (true)
        {
            if ((uint)x < (uint)size.Width && (uint)y < (uint)size.Height)
                mask[y * size.Width + x] = 1;
            if ((x, y) == to)
                return;
            var twice = 2 * error;
            if (twice >= dy)
            {
                error += dy;
                x += stepX;
            }
            if (twice <= dx)
            {
                error += dx;
                y += stepY;
            }
        }
    }
}
