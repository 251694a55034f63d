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
        else if (IsPermutation(change, sample.Size))
            Permute(sample, change, image, labels);
        else
        {
            for (var y = 0; y < sample.Height; y++)
                BlendedRow.Fill(sample, change, y, image.Slice(y * sample.Width, sample.Width), labels.Slice(y * sample.Width, sample.Width));
        }
        if ((change.Gain, change.Offset) != (1, 0))
            NetworkInput.Adjust(image, (float)change.Gain, (float)change.Offset);
    }

    // Each pixel of the result is one of the source: rows and columns go to rows and columns, or, in a square, change places.
    private static bool IsPermutation(FrameChange change, FrameSize size) =>
        (change.RowShift, change.ColumnShift) == (0, 0) && (Math.Abs(change.RowByRow), Math.Abs(change.RowByColumn), Math.Abs(change.ColumnByRow), Math.Abs(change.ColumnByColumn)) switch
        {
            (1, 0, 0, 1) => true,
            (0, 1, 1, 0) => size.Height == size.Width,
            _ => false,
        };

    private static void Permute(Sample sample, FrameChange change, Span<float> image, Span<byte> labels)
    {
        var (height, width) = (sample.Height, sample.Width);
        ReadOnlySpan<int> pixels = sample.Pixels;
        ReadOnlySpan<byte> mask = sample.Mask;
        var step = (int)change.RowByColumn * width + (int)change.ColumnByColumn;
        for (var (y, to) = (0, 0); y < height; y++)
        {
            var (row, column) = change.Source(sample.Size, y);
            var at = (int)row * width + (int)column;
            for (var x = 0; x < width; x++, to++, at += step)
            {
                image[to] = pixels[at] * NetworkInput.Scaling;
                labels[to] = mask[at];
            }
        }
    }
}
