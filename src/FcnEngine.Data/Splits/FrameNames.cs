using FcnEngine.Data.Sources;

namespace FcnEngine.Data.Splits;

/// <summary>Finds the frame a split file means: by its exact name, else by patient and image number when only one has them.</summary>
internal sealed class FrameNames
{
    private readonly SourceListing _listing;
    private readonly Dictionary<string, SourceFrame> _exact;
    private readonly ILookup<string, SourceFrame> _byKey;

    public FrameNames(SourceListing listing)
    {
        _listing = listing;
        _exact = listing.Frames.ToDictionary(frame => frame.FileName, StringComparer.Ordinal);
        _byKey = listing.Frames.ToLookup(frame => FrameKey.Of(frame.FileName) ?? frame.FileName, StringComparer.Ordinal);
    }

    public SourceFrame? Find(string name)
    {
        if (_exact.TryGetValue(name, out var frame))
            return frame;
        return FrameKey.Of(name) is { } key && _byKey[key].Count() == 1 ? _byKey[key].Single() : null;
    }

    /// <summary>Why the source left the frame out, if it did.</summary>
    public string? WhyMissing(string name)
    {
        var key = FrameKey.Of(name);
        return _listing.Skipped.FirstOrDefault(item => item.What == name || (key is not null && FrameKey.Of(item.What) == key))?.Why;
    }
}
