using FcnEngine.Data.Arrays;
using FcnEngine.Data.Images;

namespace FcnEngine.Data.Pairs;

/// <summary>A mask -> labels: black is 0, and either white or 1, not both in one mask, is 1.</summary>
internal static class MaskLabels
{
    /// <exception cref="DataException">The picture holds another value.</exception>
    public static byte[] From(GrayImage image, string path) =>
        From(Array.ConvertAll(image.Pixels, value => (int)value), image.Width, image.Depth == 16 ? ushort.MaxValue : byte.MaxValue, path);

    /// <exception cref="DataException">The array holds another value.</exception>
    public static byte[] From(NpyImage array, string path) => From(array.Values, array.Width, byte.MaxValue, path);

    private static byte[] From(ReadOnlySpan<int> values, int width, int white, string path)
    {
        var inside = values.Contains(white) ? white : 1;
        var labels = new byte[values.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            var value = values[i];
            if (value != 0 && value != inside)
                throw new DataException(path, $"has value {value} at row {i / width}, column {i % width}", $"a mask holds 0 and {white}, or 0 and 1, and nothing else", i);
            labels[i] = value == 0 ? (byte)0 : (byte)1;
        }
        return labels;
    }
}
