using FcnEngine.Data.Batching;

namespace FcnEngine.Data.Augmentation;

/// <summary>One row of a changed frame whose pixels lie between those of the source.</summary>
internal static class BlendedRow
{
    /// <summary>Fills row <paramref name="y"/> of the result: values / 1024, and labels.</summary>
    public static void Fill(Sample sample, FrameChange change, int y, Span<float> image, Span<byte> labels)
    {
        var (row, column) = change.Source(sample.Size, y);
        // Between first and last no pixel comes from near an edge, so nothing need be held inside there.
        var (first, last) = Overlap(Inside(row, change.RowByColumn, sample.Height), Inside(column, change.ColumnByColumn, sample.Width), sample.Width);
        FillClamped(sample, change, row, column, 0, first, image, labels);
        FillInside(sample, change, row, column, first, last, image, labels);
        FillClamped(sample, change, row, column, last, sample.Width, image, labels);
    }

    private static void FillInside(Sample sample, FrameChange change, double row, double column, int first, int last, Span<float> image, Span<byte> labels)
    {
        ReadOnlySpan<int> pixels = sample.Pixels;
        ReadOnlySpan<byte> mask = sample.Mask;
        var width = sample.Width;
        for (var x = first; x < last; x++)
        {
            double fromRow = row + change.RowByColumn * x, fromColumn = column + change.ColumnByColumn * x;
            int top = Whole(fromRow), left = Whole(fromColumn);
            float down = (float)(fromRow - top), across = (float)(fromColumn - left);
            var at = top * width + left;
            var square = pixels.Slice(at, width + 2);
            var above = square[0] + across * (square[1] - square[0]);
            var under = square[width] + across * (square[width + 1] - square[width]);
            image[x] = (above + down * (under - above)) * NetworkInput.Scaling;
            labels[x] = mask[Whole(fromRow + 0.5) * width + Whole(fromColumn + 0.5)];
        }
    }

    private static void FillClamped(Sample sample, FrameChange change, double row, double column, int first, int last, Span<float> image, Span<byte> labels)
    {
        ReadOnlySpan<int> pixels = sample.Pixels;
        var (height, width) = (sample.Height, sample.Width);
        for (var x = first; x < last; x++)
        {
            var fromRow = Math.Clamp(row + change.RowByColumn * x, 0, height - 1);
            var fromColumn = Math.Clamp(column + change.ColumnByColumn * x, 0, width - 1);
            int top = Whole(fromRow), left = Whole(fromColumn);
            float down = (float)(fromRow - top), across = (float)(fromColumn - left);
            var at = top * width + left;
            // At the last row or column the weight of the neighbour is 0; it is not there to be read.
            int below = top + 1 < height ? width : 0, right = left + 1 < width ? 1 : 0;
            var above = pixels[at] + across * (pixels[at + right] - pixels[at]);
            var under = pixels[at + below] + across * (pixels[at + below + right] - pixels[at + below]);
            image[x] = (above + down * (under - above)) * NetworkInput.Scaling;
            labels[x] = sample.Mask[Whole(fromRow + 0.5) * width + Whole(fromColumn + 0.5)];
        }
    }

    // What is cut to a whole number here is never negative nor large, so it need not be held inside the range of an int.
    private static int Whole(double value) => double.ConvertToIntegerNative<int>(value);

    // Where start + slope * x lies in [0, extent - 2]; a whole pixel less on either side, so that no rounding reaches the edge.
    private static (double First, double Last) Inside(double start, double slope, int extent)
    {
        double low = 1 - start, high = extent - 3 - start;
        if (Math.Abs(slope) < 1e-9)
            return low <= 0 && high >= 0 ? (double.NegativeInfinity, double.PositiveInfinity) : (0, 0);
        return slope > 0 ? (low / slope, high / slope) : (high / slope, low / slope);
    }

    private static (int First, int Last) Overlap((double First, double Last) rows, (double First, double Last) columns, int count)
    {
        var first = Math.Max(0, Math.Ceiling(Math.Max(rows.First, columns.First)));
        var last = Math.Min(count, Math.Floor(Math.Min(rows.Last, columns.Last)));
        return last > first ? ((int)first, (int)last) : (0, 0);
    }
}
