using FcnEngine.Data.Pairs;

namespace FcnEngine.Data.Inspection;

/// <summary>One PNG or .npy file: size and values, read as a frame; what it would be as a mask.</summary>
internal static class PictureInspector
{
    public static Inspection Inspect(string path)
    {
        var (size, pixels) = PairFile.ReadFrame(path);
        var sample = new Sample { Name = Path.GetFileName(path), Height = size.Height, Width = size.Width, Pixels = pixels, Mask = new byte[pixels.Length] };
        return new Inspection(
            [$"{path}: picture", $"frame:        {size}", $"pixels:       {pixels.Min()} to {pixels.Max()} as fcn prepare stores them", $"as a mask:    {AsMask(path)}"],
            [new InspectedFrame(sample)]);
    }

    private static string AsMask(string path)
    {
        try
        {
            var labels = PairFile.ReadMask(path).Labels;
            return $"{labels.AsSpan().Count((byte)1)} of {labels.Length} pixels inside";
        }
        catch (DataException refusal)
        {
            return $"no: {refusal.Message[(path.Length + 2)..]}";
        }
    }
}
