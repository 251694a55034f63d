namespace FcnEngine.Data.Sunnybrook;

/// <summary>
/// Which series of a patient the contours were drawn on. Their names say series 0001 whatever the files are called, so it is the
/// series that has the most of the contoured images; of equal ones, the one the contours name.
/// </summary>
internal sealed record SeriesChoice(string? Name, string? Problem, IReadOnlyDictionary<int, SunnybrookFile> Images)
{
    public SunnybrookFile? Find(int image) => Images.GetValueOrDefault(image);

    public static SeriesChoice Of(IReadOnlyList<SunnybrookFile> contours, IReadOnlyList<SunnybrookFile> images)
    {
        var wanted = contours.Select(contour => contour.Image).ToHashSet();
        var candidates = images.GroupBy(image => image.Series, StringComparer.Ordinal)
            .Select(series => (series.Key, Images: series, Hits: series.Select(image => image.Image).Distinct().Count(wanted.Contains)))
            .Where(series => series.Hits > 0)
            .ToList();
        if (candidates.Count == 0)
            return new SeriesChoice(null, null, new Dictionary<int, SunnybrookFile>());
        var most = candidates.Max(series => series.Hits);
        candidates.RemoveAll(series => series.Hits < most);
        if (candidates.Count > 1 && candidates.FindIndex(series => contours.All(contour => contour.Series == series.Key)) is >= 0 and var named)
            candidates = [candidates[named]];
        if (candidates.Count > 1)
            return new SeriesChoice(null, $"could be of series {string.Join(" or ", candidates.Select(series => series.Key))}", new Dictionary<int, SunnybrookFile>());

        var chosen = new Dictionary<int, SunnybrookFile>();
        foreach (var image in candidates[0].Images)
        {
            if (!chosen.TryAdd(image.Image, image))
                return new SeriesChoice(null, $"has its image twice ({chosen[image.Image].Path} and {image.Path})", new Dictionary<int, SunnybrookFile>());
        }
        return new SeriesChoice(candidates[0].Key, null, chosen);
    }
}
