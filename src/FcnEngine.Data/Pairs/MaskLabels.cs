using FcnEngine.Data.Images;

namespace FcnEngine.Data.Pairs;

/// <summary>A mask picture -> labels: black is 0, and either white or 1, not both in one picture, is 1.</summary>
internal static class MaskLabels
{
    /// <exception cref="DataException">The picture holds another value.</exception>
    public static byte[] From(GrayImage image, string path)
    {
        var white = image.Depth == 16 ? ushort.MaxValue : byte.MaxValue;
        var inside = image.Pixels.AsSpan().Contains((ushort)white) ? white : 1;
        var labels = new byte[image.Pixels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            var value = image.Pixels[i];
            if (value != 0 && value != inside)
                throw new DataException(path, $"has value {value} at row {i / image.Width}, column {i % image.Width}", $"a mask holds 0 and {white}, or 0 and 1, and nothing else");
            labels[i] = value == 0 ? (byte)0 : (byte)1;
        }
        return labels;
    }
}
