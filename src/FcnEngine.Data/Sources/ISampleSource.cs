namespace FcnEngine.Data.Sources;

/// <summary>A folder that holds frames and their labels in some arrangement.</summary>
public interface ISampleSource
{
    /// <summary>What the arrangement is called in reports.</summary>
    string Kind { get; }

    /// <summary>Finds every frame with its label and says what was left out and why; pixels are not read yet.</summary>
    /// <exception cref="DataException">The folder cannot be used as it is.</exception>
    SourceListing List();
}

/// <summary>What a source offers, in a fixed order, and what it does not.</summary>
public sealed record SourceListing(IReadOnlyList<SourceFrame> Frames, IReadOnlyList<SkippedItem> Skipped);

/// <summary>A file or frame left out, and why.</summary>
public sealed record SkippedItem(string What, string Why);

/// <summary>One frame that can be read.</summary>
public sealed record SourceFrame
{
    /// <summary>What a split file calls it: the file name in <c>images/</c>, or the DICOM file's name with its patient.</summary>
    public required string FileName { get; init; }

    /// <summary>Empty when the source does not tell.</summary>
    public required string Patient { get; init; }

    /// <summary>Reads and checks frame and label.</summary>
    public required Func<Sample> Read { get; init; }
}
