using FcnEngine.Data.Batching;

namespace FcnEngine.Data.Augmentation;

/// <summary>
/// Applies a <see cref="FrameChange"/>: images are blended between the four nearest pixels, masks take the nearest, so they stay 0 and 1;
/// what comes from beyond the frame repeats its edge. Flips, turns and transposition move pixels without changing them.
/// </summary>
public static class FrameWarp
{
    /// <summary>Fills image (stored value / 1024, changed) and labels, both row-major [Height, Width].</summary>
    public static void Apply(Sample sample, FrameChange change, Span<float> image, Span<byte> labels)
    {
        if (change.MovesNothing)
        {
            NetworkInput.Scale(sample.Pixels, image);
            sample.Mask.CopyTo(labels);
        }
        else
            Move(sample, change, image, labels);
        if ((change.Gain, change.Offset) == (1, 0))
            return;
        float gain = (float)change.Gain, offset = (float)change.Offset;
        for (var i = 0; i < image.Length; i++)
            image[i] = image[i] * gain + offset;
    }

    private static void Move(Sample sample, FrameChange change, Span<float> image, Span<byte> labels)
    {
        var (height, width) = (sample.Height, sample.Width);
        double middleRow = (height - 1) / 2.0, middleColumn = (width - 1) / 2.0;
        ReadOnlySpan<int> pixels = sample.Pixels;
        ReadOnlySpan<byte> mask = sample.Mask;
        var to = 0;
        for (var y = 0; y < height; y++)
        {
            // Where column 0 of this row comes from.
            var fromRow = middleRow + change.RowShift + change.RowByRow * (y - middleRow) - change.RowByColumn * middleColumn;
            var fromColumn = middleColumn + change.ColumnShift + change.ColumnByRow * (y - middleRow) - change.ColumnByColumn * middleColumn;
            for (var x = 0; x < width; x++, to++)
            {
                var row = Math.Clamp(fromRow + change.RowByColumn * x, 0, height - 1);
                var column = Math.Clamp(fromColumn + change.ColumnByColumn * x, 0, width - 1);
                int top = (int)row, left = (int)column;
                float down = (float)(row - top), across = (float)(column - left);
                var at = top * width + left;
                // At the last row or column the weight of the neighbour is 0; it is not there to be read.
                int below = top + 1 < height ? width : 0, right = left + 1 < width ? 1 : 0;
                var above = pixels[at] + across * (pixels[at + right] - pixels[at]);
                var under = pixels[at + below] + across * (pixels[at + below + right] - pixels[at + below]);
                image[to] = (above + down * (under - above)) * NetworkInput.Scaling;
                labels[to] = mask[at + (down >= 0.5f ? below : 0) + (across >= 0.5f ? right : 0)];
            }
        }
    }
}
