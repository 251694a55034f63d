using FcnEngine.Data.Images;
using FcnEngine.Data.Sources;

namespace FcnEngine.Data.Pairs;

/// <summary>
/// A folder with <c>images/</c> and <c>masks/</c>, PNG files of the same names. 8-bit frames are stored as pixel * 3, which brings
/// them to the brightness of the DICOM files they were stretched from; 16-bit frames are stored as they are.
/// </summary>
public sealed class PairSource(string folder, FrameSize size) : ISampleSource
{
    public const string ImageFolder = "images", MaskFolder = "masks";
    private const int EightBitGain = 3;

    public string Kind => "image and mask pairs";

    public static bool Recognizes(string folder) =>
        Directory.Exists(Path.Combine(folder, ImageFolder)) && Directory.Exists(Path.Combine(folder, MaskFolder));

    public SourceListing List()
    {
        var images = Names(ImageFolder);
        var masks = Names(MaskFolder);
        if (masks.FirstOrDefault(name => !images.Contains(name)) is { } orphan)
            throw new DataException(Path.Combine(folder, MaskFolder, orphan), "is a mask without its image", $"put {orphan} into {ImageFolder} or take the mask out");

        var frames = new List<SourceFrame>();
        var skipped = new List<SkippedItem>();
        foreach (var name in images)
        {
            if (!masks.Contains(name))
                skipped.Add(new SkippedItem(name, "has no mask"));
            else if (PngReader.ReadSize(PathOf(ImageFolder, name)) is var actual && actual != size)
                skipped.Add(new SkippedItem(name, $"is {actual}, not {size}"));
            else
                frames.Add(new SourceFrame { FileName = name, Patient = PatientOf(name), Read = () => ReadPair(name) });
        }
        return new SourceListing(frames, skipped);
    }

    // "SC-HF-I-01-IM-0001-0048.dcm.png" belongs to SC-HF-I-01.
    private static string PatientOf(string name) =>
        name.IndexOf("-IM-", StringComparison.Ordinal) is > 0 and var end ? name[..end] : "";

    private Sample ReadPair(string name)
    {
        var image = PngReader.Read(PathOf(ImageFolder, name));
        var gain = image.Depth == 8 ? EightBitGain : 1;
        return new Sample
        {
            Name = StemOf(name),
            Patient = PatientOf(name),
            Height = image.Height,
            Width = image.Width,
            Pixels = Array.ConvertAll(image.Pixels, value => value * gain),
            Mask = ReadMask(PathOf(MaskFolder, name), new FrameSize(image.Height, image.Width)),
        };
    }

    private static byte[] ReadMask(string path, FrameSize frame)
    {
        var image = PngReader.Read(path);
        if ((image.Height, image.Width) != (frame.Height, frame.Width))
            throw new DataException(path, $"is {image.Height}x{image.Width}, its image is {frame}", "make both the same size");
        return MaskLabels.From(image, path);
    }

    private static string StemOf(string name)
    {
        var stem = Path.GetFileNameWithoutExtension(name);
        return stem.EndsWith(".dcm", StringComparison.OrdinalIgnoreCase) ? stem[..^4] : stem;
    }

    private string PathOf(string part, string name) => Path.Combine(folder, part, name);

    private SortedSet<string> Names(string part)
    {
        try
        {
            return new SortedSet<string>(
                Directory.EnumerateFiles(Path.Combine(folder, part), "*.png").Select(path => Path.GetFileName(path)),
                StringComparer.Ordinal);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            throw new DataException(Path.Combine(folder, part), "cannot be listed", "check the folder and its permissions", inner: refusal);
        }
    }
}
