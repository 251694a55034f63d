using FcnEngine.Data.Contours;

namespace FcnEngine.Data.Tests.Contours;

public sealed class ContourMaskTests
{
    [Fact]
    public void A_square_is_filled_with_its_boundary()
    {
        var mask = Fill(6, 6, (1.9, 1.2), (3.5, 1.0), (3.0, 4.7), (1.1, 4.0));
        // Truncated: columns 1 to 3, rows 1 to 4: 3 * 4 pixels.
        Assert.Equal(12, mask.Count(v => v == 1));
        Assert.Equal(1, mask[1 * 6 + 1]);
        Assert.Equal(1, mask[4 * 6 + 3]);
        Assert.Equal(0, mask[5 * 6 + 3]);
    }

    [Fact]
    public void A_concave_outline_keeps_its_notch()
    {
        // A U: columns 0 to 6, the notch between columns 2 and 4 open down to row 4.
        var mask = Fill(7, 7, (0, 0), (2, 0), (2, 4), (4, 4), (4, 0), (6, 0), (6, 6), (0, 6));
        Assert.Equal(0, mask[2 * 7 + 3]);
        Assert.Equal(1, mask[5 * 7 + 3]);
        // The 7 x 7 square without rows 0 to 3 of column 3.
        Assert.Equal(49 - 4, mask.Count(v => v == 1));
    }

    [Fact]
    public void Whatever_lies_outside_of_the_frame_is_cut_off()
    {
        Assert.Equal(16, Fill(4, 4, (-9, -9), (99, -9), (99, 99), (-9, 99)).Count(v => v == 1));
        Assert.Equal(0, Fill(4, 4, (10, 10), (20, 10), (20, 20)).Count(v => v == 1));
        Assert.Equal(0, Fill(4, 4, (double.NaN, 0), (double.NaN, double.PositiveInfinity)).Count(v => v == 1));
    }

    [Fact]
    public void One_point_is_one_pixel_and_none_are_none()
    {
        Assert.Equal(1, Fill(4, 4, (2.9, 1.1)).Count(v => v == 1));
        Assert.Equal(0, Fill(4, 4).Count(v => v == 1));
    }

    private static byte[] Fill(int height, int width, params (double X, double Y)[] points) =>
        ContourMask.Fill(new Contour([.. points.Select(p => new ContourPoint(p.X, p.Y))]), new FrameSize(height, width));
}
