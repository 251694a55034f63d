using FcnEngine.Data;
using FcnEngine.Data.Images;
using FcnEngine.Data.Inspection;

namespace FcnEngine.Training.Outlines;

/// <summary>A frame as a gray picture with the outlines of its label (green) and of a prediction (red) drawn over it; where both run, yellow.</summary>
/// <param name="Size">Of the picture: the frame's size times the magnification.</param>
/// <param name="Rgb">Row-major [height, width, 3].</param>
public sealed record FrameOverlay(FrameSize Size, byte[] Rgb)
{
    /// <summary>Outlines are drawn one pixel wide at this magnification of the frame, so that they hide little.</summary>
    public const int Magnification = 2;

    private static ReadOnlySpan<byte> Green => [0x00, 0xC8, 0x53];

    private static ReadOnlySpan<byte> Red => [0xFF, 0x3D, 0x3D];

    private static ReadOnlySpan<byte> Yellow => [0xFF, 0xD6, 0x00];

    /// <param name="sample">The frame, gray by its <see cref="GrayRange"/>.</param>
    /// <param name="predicted">The predicted class of each pixel, row-major.</param>
    public static FrameOverlay Draw(Sample sample, ReadOnlySpan<byte> predicted)
    {
        var (height, width) = (sample.Height * Magnification, sample.Width * Magnification);
        var size = new FrameSize(height, width);
        var range = GrayRange.Of(sample.Pixels);
        bool[] labelled = Outline(sample.Mask, sample.Size), found = Outline(predicted, sample.Size);
        var rgb = new byte[height * width * 3];
        for (var i = 0; i < height * width; i++)
        {
            var source = i / width / Magnification * sample.Width + i % width / Magnification;
            var pixel = rgb.AsSpan(i * 3, 3);
            if (labelled[i] && found[i]) Yellow.CopyTo(pixel);
            else if (labelled[i]) Green.CopyTo(pixel);
            else if (found[i]) Red.CopyTo(pixel);
            else pixel.Fill(range.Gray(sample.Pixels[source]));
        }

        return new FrameOverlay(size, rgb);
    }

    public byte[] ToPng() => PngWriter.EncodeRgb(Size.Height, Size.Width, Rgb);

    /// <summary>The magnified pixels inside a mask that touch its outside.</summary>
    private static bool[] Outline(ReadOnlySpan<byte> mask, FrameSize size)
    {
        var (height, width) = (size.Height * Magnification, size.Width * Magnification);
        var large = new byte[height * width];
        for (var i = 0; i < large.Length; i++) large[i] = mask[i / width / Magnification * size.Width + i % width / Magnification];
        return Metrics.ContourDistance.ContourOf(large, new FrameSize(height, width));
    }
}
