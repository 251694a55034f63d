using FcnEngine.Data.Randomness;
using FcnEngine.Data.Sources;

namespace FcnEngine.Data.Splits;

/// <summary>Divides the frames of a source by file, image, patient or fold; the same options always divide the same way.</summary>
internal static class Splitter
{
    /// <exception cref="DataException">The split cannot be made of these frames; <paramref name="source"/> names them in the message.</exception>
    public static Split Divide(SourceListing listing, SplitOptions options, string source)
    {
        var split = options switch
        {
            { File: { } file } => ByFile(listing, file, source),
            { Folds: > 0 } => ByFold(listing.Frames, options, source),
            { By: SplitBy.Patient } => ByPatient(listing.Frames, options, source),
            _ => ByImage(listing.Frames, options),
        };
        if (split.Train.Count == 0 || split.Val.Count == 0)
            throw new DataException(options.File ?? source, $"leaves {split.Train.Count} frames for train and {split.Val.Count} for val", "each needs at least one");
        if (options.RequireDisjoint && split.SharedPatients.Count > 0)
            throw new DataException(options.File ?? source, $"has patients in both train and val: {string.Join(", ", split.SharedPatients)}", "split by patient");
        return split;
    }

    private static Split ByFile(SourceListing listing, string file, string source)
    {
        var names = new FrameNames(listing);
        List<SourceFrame> train = [], val = [];
        var taken = new Dictionary<SourceFrame, int>(ReferenceEqualityComparer.Instance);
        foreach (var row in SplitFile.Read(file))
        {
            var frame = names.Find(row.FileName)
                ?? throw new DataException(file, $"lists {row.FileName}, which {names.WhyMissing(row.FileName) ?? $"is not in {source}"}", "correct the split file or add the frame", line: row.Line);
            if (!taken.TryAdd(frame, row.Line))
                throw new DataException(file, $"lists {frame.FileName} a second time (first on line {taken[frame]})", "list each frame once", line: row.Line);
            (row.IsVal ? val : train).Add(frame);
        }
        return new Split(train, val, $"file {Path.GetFileName(file)}") { Unlisted = listing.Frames.Count - train.Count - val.Count };
    }

    private static Split ByImage(IReadOnlyList<SourceFrame> frames, SplitOptions options)
    {
        var order = Enumerable.Range(0, frames.Count).ToArray();
        new RandomStream(options.Seed, StreamPurpose.Split, 0).Shuffle<int>(order);
        var val = order.Take(ValCount(frames.Count, options)).ToHashSet();
        return Partition(frames, index => val.Contains(index), $"by image, seed {options.Seed}");
    }

    // Whole patients go to val, in a seeded order, until it holds its share.
    private static Split ByPatient(IReadOnlyList<SourceFrame> frames, SplitOptions options, string source)
    {
        var patients = Patients(frames, options.Seed, source);
        var wanted = ValCount(frames.Count, options);
        var val = new HashSet<string>(StringComparer.Ordinal);
        var taken = 0;
        foreach (var patient in patients)
        {
            if (taken >= wanted || val.Count == patients.Length - 1)
                break;
            val.Add(patient);
            taken += frames.Count(frame => frame.Patient == patient);
        }
        return Partition(frames, index => val.Contains(frames[index].Patient), $"by patient, seed {options.Seed}");
    }

    private static Split ByFold(IReadOnlyList<SourceFrame> frames, SplitOptions options, string source)
    {
        var patients = Patients(frames, options.Seed, source);
        if (options.Folds < 2 || options.Folds > patients.Length || options.Fold < 0 || options.Fold >= options.Folds)
            throw new DataException(source, $"cannot give fold {options.Fold} of {options.Folds} from {patients.Length} patients", "take 2 folds or more, at most one a patient, counted from 0");
        var val = patients.Where((_, index) => index % options.Folds == options.Fold).ToHashSet(StringComparer.Ordinal);
        return Partition(frames, index => val.Contains(frames[index].Patient), $"fold {options.Fold} of {options.Folds} by patient, seed {options.Seed}");
    }

    private static string[] Patients(IReadOnlyList<SourceFrame> frames, ulong seed, string source)
    {
        if (frames.FirstOrDefault(frame => frame.Patient.Length == 0) is { } nobody)
            throw new DataException(source, $"does not tell whose frame {nobody.FileName} is", "split by image, or name files <patient>-IM-<series>-<image>");
        var patients = frames.Select(frame => frame.Patient).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        new RandomStream(seed, StreamPurpose.Split, 1).Shuffle<string>(patients);
        return patients;
    }

    private static int ValCount(int frames, SplitOptions options) =>
        Math.Clamp((int)Math.Round(frames * options.ValShare, MidpointRounding.AwayFromZero), Math.Min(1, frames), frames);

    private static Split Partition(IReadOnlyList<SourceFrame> frames, Func<int, bool> isVal, string rule)
    {
        var sides = Enumerable.Range(0, frames.Count).ToLookup(isVal);
        return new Split([.. sides[false].Select(i => frames[i])], [.. sides[true].Select(i => frames[i])], rule);
    }
}
