using FcnEngine.Data;

namespace FcnEngine.Training.Tests.Metrics;

/// <summary>The definitions written out over all pairs of points: the oracle for contour distances.</summary>
internal static class BruteForceContours
{
    public static (double Hausdorff95, double Mean) Distance(byte[] first, byte[] second, FrameSize size, PixelSpacing spacing)
    {
        var (a, b) = (Points(first, size), Points(second, size));
        double[] there = [.. a.Select(p => b.Min(q => Length(p, q, spacing)))], back = [.. b.Select(q => a.Min(p => Length(p, q, spacing)))];
        return (Math.Max(Percentile95(there), Percentile95(back)), there.Concat(back).Average());
    }

    /// <summary>The pixels of a mask that do not have all four neighbours in it.</summary>
    public static List<(int Y, int X)> Points(byte[] mask, FrameSize size)
    {
        var points = new List<(int, int)>();
        for (var y = 0; y < size.Height; y++)
        {
            for (var x = 0; x < size.Width; x++)
            {
                if (Inside(y, x) && !(Inside(y - 1, x) && Inside(y + 1, x) && Inside(y, x - 1) && Inside(y, x + 1))) points.Add((y, x));
            }
        }

        return points;

        bool Inside(int y, int x) => y >= 0 && x >= 0 && y < size.Height && x < size.Width && mask[y * size.Width + x] == 1;
    }

    private static double Length((int Y, int X) p, (int Y, int X) q, PixelSpacing spacing) =>
        Math.Sqrt(Math.Pow((p.Y - q.Y) * (double)spacing.Row, 2) + Math.Pow((p.X - q.X) * (double)spacing.Column, 2));

    // The value v with the share 0.95 of the way from the least to the greatest rank, ranks in between by linear interpolation.
    private static double Percentile95(double[] values)
    {
        double[] ranked = [.. values.Order()];
        var rank = 0.95 * (ranked.Length - 1);
        var (low, high) = (ranked[(int)Math.Floor(rank)], ranked[(int)Math.Ceiling(rank)]);
        return low + (high - low) * (rank - Math.Floor(rank));
    }
}
