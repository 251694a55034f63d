using FcnEngine.Data.Arrays;
using FcnEngine.Data.Images;

namespace FcnEngine.Data.Pairs;

/// <summary>A frame or a mask as a picture or an array; the ending of its name says which.</summary>
internal static class PairFile
{
    public const string Png = ".png", Npy = ".npy";

    /// <summary>8-bit pictures are stored as value * 3, which brings them to the brightness of the DICOM files they were stretched from.</summary>
    private const int EightBitGain = 3;

    public static bool Takes(string name) => HasEnding(name, Png) || HasEnding(name, Npy);

    /// <summary>The name without its ending, which a frame and its mask have in common.</summary>
    public static string Stem(string name) => name[..^Png.Length];

    public static FrameSize ReadSize(string path) => HasEnding(path, Npy) ? NpyReader.ReadSize(path) : PngReader.ReadSize(path);

    /// <summary>The values to be stored: an array's and a 16-bit picture's as they are.</summary>
    public static (FrameSize Size, int[] Pixels) ReadFrame(string path)
    {
        if (HasEnding(path, Npy))
        {
            var array = NpyReader.Read(path);
            return (new FrameSize(array.Height, array.Width), array.Values);
        }
        var image = PngReader.Read(path);
        var gain = image.Depth == 8 ? EightBitGain : 1;
        return (new FrameSize(image.Height, image.Width), Array.ConvertAll(image.Pixels, value => value * gain));
    }

    public static (FrameSize Size, byte[] Labels) ReadMask(string path)
    {
        if (HasEnding(path, Npy))
        {
            var array = NpyReader.Read(path);
            return (new FrameSize(array.Height, array.Width), MaskLabels.From(array, path));
        }
        var image = PngReader.Read(path);
        return (new FrameSize(image.Height, image.Width), MaskLabels.From(image, path));
    }

    private static bool HasEnding(string name, string ending) => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
