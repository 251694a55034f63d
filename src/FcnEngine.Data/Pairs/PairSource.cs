using FcnEngine.Data.Sources;

namespace FcnEngine.Data.Pairs;

/// <summary>
/// A folder with <c>images/</c> and <c>masks/</c>: PNG or NumPy files, a frame and its mask under the same name up to the ending.
/// </summary>
public sealed class PairSource(string folder, FrameSize size) : ISampleSource
{
    public const string ImageFolder = "images", MaskFolder = "masks";

    public string Kind => "image and mask pairs";

    public static bool Recognizes(string folder) =>
        Directory.Exists(Path.Combine(folder, ImageFolder)) && Directory.Exists(Path.Combine(folder, MaskFolder));

    public SourceListing List()
    {
        var skipped = new List<SkippedItem>();
        var images = Names(ImageFolder, skipped);
        var masks = Names(MaskFolder, skipped);
        if (masks.FirstOrDefault(mask => !images.ContainsKey(mask.Key)) is { Value: { } orphan })
            throw new DataException(Path.Combine(folder, MaskFolder, orphan), "is a mask without its image", $"put its image into {ImageFolder} or take the mask out");

        var frames = new List<SourceFrame>();
        foreach (var (stem, name) in images)
        {
            if (!masks.TryGetValue(stem, out var mask))
                skipped.Add(new SkippedItem(name, "has no mask"));
            else if (PairFile.ReadSize(PathOf(ImageFolder, name)) is var actual && actual != size)
                skipped.Add(new SkippedItem(name, $"is {actual}, not {size}"));
            else
                frames.Add(new SourceFrame { FileName = name, Patient = PatientOf(name), Read = () => ReadPair(name, mask) });
        }
        return new SourceListing(frames, skipped);
    }

    // "SC-HF-I-01-IM-0001-0048.dcm.png" belongs to SC-HF-I-01.
    private static string PatientOf(string name) =>
        name.IndexOf("-IM-", StringComparison.Ordinal) is > 0 and var end ? name[..end] : "";

    private Sample ReadPair(string name, string mask)
    {
        var (frame, pixels) = PairFile.ReadFrame(PathOf(ImageFolder, name));
        var (masked, labels) = PairFile.ReadMask(PathOf(MaskFolder, mask));
        if (masked != frame)
            throw new DataException(PathOf(MaskFolder, mask), $"is {masked}, its image is {frame}", "make both the same size");
        var stem = PairFile.Stem(name);
        return new Sample
        {
            Name = stem.EndsWith(".dcm", StringComparison.OrdinalIgnoreCase) ? stem[..^4] : stem,
            Patient = PatientOf(name),
            Height = frame.Height,
            Width = frame.Width,
            Pixels = pixels,
            Mask = labels,
        };
    }

    private string PathOf(string part, string name) => Path.Combine(folder, part, name);

    // File names by their stems, in order.
    private SortedDictionary<string, string> Names(string part, List<SkippedItem> skipped)
    {
        var names = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in FileNames(part).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal))
        {
            if (!PairFile.Takes(name))
                skipped.Add(new SkippedItem($"{part}/{name}", $"is neither {PairFile.Png} nor {PairFile.Npy}"));
            else if (!names.TryAdd(PairFile.Stem(name), name))
                throw new DataException(PathOf(part, name), $"stands beside {names[PairFile.Stem(name)]}, which has the same name", "keep one of them");
        }
        return names;
    }

    private string[] FileNames(string part)
    {
        try
        {
            return [.. Directory.EnumerateFiles(Path.Combine(folder, part)).Select(path => Path.GetFileName(path))];
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            throw new DataException(Path.Combine(folder, part), "cannot be listed", "check the folder and its permissions", inner: refusal);
        }
    }
}
