using FcnEngine.Data;
using FcnEngine.Training.Metrics;

namespace FcnEngine.Training.Tests.Metrics;

public sealed class ContourDistanceTests
{
    private static readonly PixelSpacing s_unit = new(1, 1);

    [Fact]
    public void Equal_masks_are_0_apart()
    {
        var mask = Square(row: 2, column: 3, extent: 4);
        Assert.Equal(new ContourDistance(0, 0), ContourDistance.Of(mask, mask, new FrameSize(12, 12), s_unit));
    }

    [Fact]
    public void Two_single_pixels_are_as_far_apart_as_Pythagoras_says()
    {
        // 3 rows of 2 mm and 4 columns of 0.5 mm: sqrt(6^2 + 2^2) = sqrt(40)
        var distance = ContourDistance.Of(Square(1, 1, 1), Square(4, 5, 1), new FrameSize(12, 12), new PixelSpacing(2, 0.5f))!.Value;
        Assert.Equal(Math.Sqrt(40), distance.Hausdorff95, 12);
        Assert.Equal(Math.Sqrt(40), distance.Mean, 12);
    }

    [Fact]
    public void A_square_moved_by_two_columns_gives_the_numbers_worked_out_by_hand()
    {
        // 3x3 squares at columns 2..4 and 4..6, rows 2..4, pixels of 1 mm; each contour is the square without its middle, 8 points.
        // Columns 2 and 4 are 3 points each, column 3 has 2 (its middle is no contour).
        // To the other square: column 2 -> 2 mm (3 points), column 3 -> 1 mm (2 points), column 4 -> 0 mm (3 points).
        // Mean, the two squares being mirror images: (3 * 2 + 2 * 1 + 3 * 0) / 8 = 1
        // P95 of 0 0 0 1 1 2 2 2: rank 0.95 * 7 = 6.65, between two 2s = 2
        var distance = ContourDistance.Of(Square(2, 2, 3), Square(2, 4, 3), new FrameSize(12, 12), s_unit)!.Value;
        Assert.Equal(2, distance.Hausdorff95, 12);
        Assert.Equal(1, distance.Mean, 12);
    }

    [Fact]
    public void One_stray_pixel_in_a_long_contour_counts_by_its_percentile()
    {
        // A line of 20 points, and the same line with one more pixel 10 columns behind its end.
        // d(with, without) = 0 twenty times and 10 once: rank 0.95 * 20 = 19, the last 0. d(without, with) = 0.
        // Mean = 10 / (21 + 20)
        var size = new FrameSize(3, 40);
        var line = new byte[size.Pixels];
        for (var x = 2; x < 22; x++) line[size.Width + x] = 1;
        byte[] withStray = [.. line];
        withStray[size.Width + 31] = 1;
        var distance = ContourDistance.Of(withStray, line, size, s_unit)!.Value;
        Assert.Equal(0, distance.Hausdorff95, 12);
        Assert.Equal(10.0 / 41, distance.Mean, 12);
    }

    [Fact]
    public void An_empty_mask_has_no_distance()
    {
        Assert.Null(ContourDistance.Of(new byte[144], Square(1, 1, 3), new FrameSize(12, 12), s_unit));
        Assert.Null(ContourDistance.Of(Square(1, 1, 3), new byte[144], new FrameSize(12, 12), s_unit));
    }

    [Fact]
    public void Any_two_masks_and_spacings_agree_with_all_pairs_of_points()
    {
        var random = new Random(7);
        for (var round = 0; round < 60; round++)
        {
            var size = new FrameSize(random.Next(1, 18), random.Next(1, 18));
            var spacing = new PixelSpacing(0.4f + random.NextSingle() * 2, 0.4f + random.NextSingle() * 2);
            var density = random.NextDouble();
            byte[] first = Draw(size, density), second = Draw(size, random.NextDouble());
            if (!first.Contains((byte)1) || !second.Contains((byte)1)) continue;
            var (hausdorff, mean) = BruteForceContours.Distance(first, second, size, spacing);
            var distance = ContourDistance.Of(first, second, size, spacing)!.Value;
            Assert.Equal(hausdorff, distance.Hausdorff95, 9);
            Assert.Equal(mean, distance.Mean, 9);
        }

        byte[] Draw(FrameSize size, double density) => [.. Enumerable.Range(0, size.Pixels).Select(_ => random.NextDouble() < density ? (byte)1 : (byte)0)];
    }

    [Fact]
    public void The_contour_is_the_pixels_with_a_neighbour_outside()
    {
        var mask = Square(0, 3, 4);
        var size = new FrameSize(12, 12);
        var contour = ContourDistance.ContourOf(mask, size);
        Assert.Equal(
            BruteForceContours.Points(mask, size).Select(point => point.Y * size.Width + point.X), Enumerable.Range(0, contour.Length).Where(i => contour[i]));
    }

    private static byte[] Square(int row, int column, int extent)
    {
        var mask = new byte[144];
        for (var y = row; y < row + extent; y++) mask.AsSpan(y * 12 + column, extent).Fill(1);
        return mask;
    }
}
