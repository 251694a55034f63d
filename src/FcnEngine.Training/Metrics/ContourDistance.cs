using FcnEngine.Data;

namespace FcnEngine.Training.Metrics;

/// <summary>How far two outlines are apart, in millimetres.</summary>
/// <remarks>
/// The contour of a mask is its pixels with one of the four neighbours outside of it, or outside of the image; distances are between pixel
/// centres. With d(A, B) the distances of the points of contour A to the nearest point of contour B:
/// <list type="bullet">
/// <item>Hausdorff distance 95 % = max(P95 d(A, B), P95 d(B, A)), P95 the 95th percentile with linear interpolation
/// (Huttenlocher, Klanderman and Rucklidge, IEEE PAMI 15, 1993, call it the partial Hausdorff distance);</item>
/// <item>mean contour distance = the mean of d(A, B) and d(B, A) together (Heimann et al., IEEE TMI 28, 2009: average symmetric surface
/// distance). The challenge's average perpendicular distance measures along normals instead (Radau et al., 2009).</item>
/// </list>
/// </remarks>
/// <param name="Hausdorff95">The Hausdorff distance 95 %, mm.</param>
/// <param name="Mean">The mean contour distance, mm.</param>
public readonly record struct ContourDistance(double Hausdorff95, double Mean)
{
    private const double Share = 0.95;

    /// <summary>The distance of two masks of classes 0 and 1; null where one of them is empty, for it has no contour.</summary>
    public static ContourDistance? Of(ReadOnlySpan<byte> predicted, ReadOnlySpan<byte> label, FrameSize size, PixelSpacing spacing)
    {
        bool[] ours = ContourOf(predicted, size), theirs = ContourOf(label, size);
        if (!ours.Contains(true) || !theirs.Contains(true)) return null;
        // All points that matter lie in the box around both contours: distances elsewhere are not computed.
        (ours, theirs, size) = CropToBoth(ours, theirs, size);
        var there = DistancesAt(ours, DistanceMap.Of(theirs, size, spacing));
        var back = DistancesAt(theirs, DistanceMap.Of(ours, size, spacing));
        return new ContourDistance(
            Math.Max(Percentile(there, Share), Percentile(back, Share)), (there.Sum() + back.Sum()) / (there.Length + back.Length));
    }

    /// <summary>Which pixels of a mask are its contour.</summary>
    internal static bool[] ContourOf(ReadOnlySpan<byte> mask, FrameSize size)
    {
        var (height, width) = (size.Height, size.Width);
        var contour = new bool[mask.Length];
        for (var i = 0; i < mask.Length; i++)
        {
            if (mask[i] == 0) continue;
            var (y, x) = (i / width, i % width);
            contour[i] = y == 0 || y == height - 1 || x == 0 || x == width - 1
                || mask[i - width] == 0 || mask[i + width] == 0 || mask[i - 1] == 0 || mask[i + 1] == 0;
        }

        return contour;
    }

    /// <summary>Both contours, cut to the smallest box that holds every point of either.</summary>
    private static (bool[] One, bool[] Other, FrameSize Size) CropToBoth(bool[] one, bool[] other, FrameSize size)
    {
        var (top, bottom, left, right) = (size.Height, -1, size.Width, -1);
        for (var i = 0; i < one.Length; i++)
        {
            if (!one[i] && !other[i]) continue;
            var (y, x) = (i / size.Width, i % size.Width);
            (top, bottom, left, right) = (Math.Min(top, y), Math.Max(bottom, y), Math.Min(left, x), Math.Max(right, x));
        }

        var box = new FrameSize(bottom - top + 1, right - left + 1);
        return (Crop(one), Crop(other), box);

        bool[] Crop(bool[] points)
        {
            var cropped = new bool[box.Pixels];
            for (var y = 0; y < box.Height; y++)
                points.AsSpan((top + y) * size.Width + left, box.Width).CopyTo(cropped.AsSpan(y * box.Width));
            return cropped;
        }
    }

    private static double[] DistancesAt(bool[] points, double[] distances) => [.. distances.Where((_, i) => points[i])];

    private static double Percentile(double[] values, double share)
    {
        Array.Sort(values);
        var place = share * (values.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, values.Length - 1);
        return values[below] + (place - below) * (values[above] - values[below]);
    }
}
