using FcnEngine.Data.Sunnybrook;

namespace FcnEngine.Data.Inspection;

/// <summary>Finds the contour of a DICOM file, or the DICOM file of a contour, in the challenge's folders around it.</summary>
internal static class ContourPartner
{
    // challenge_training/<patient>/IM-.dcm has the contours two folders up and down again; a contour lies five below their common folder.
    private const int FoldersUp = 2, FoldersUpFromContour = 4;

    /// <summary>Null when there is none.</summary>
    public static string? ContourOf(string image) =>
        Find(image, FoldersUp, folder => SunnybrookFiles.Contours(folder), (contours, folder) => SunnybrookFiles.Images(folder, Keys(contours)), wantsImage: false);

    /// <summary>Null when there is none.</summary>
    public static string? ImageOf(string contour) =>
        Find(contour, FoldersUpFromContour, folder => SunnybrookFiles.Contours(folder), (contours, folder) => SunnybrookFiles.Images(folder, Keys(contours)), wantsImage: true);

    private static HashSet<string> Keys(IEnumerable<SunnybrookFile> contours) => contours.Select(contour => contour.PatientKey).ToHashSet(StringComparer.Ordinal);

    private static string? Find(
        string path, int up, Func<string, IReadOnlyList<SunnybrookFile>> contoursOf,
        Func<IReadOnlyList<SunnybrookFile>, string, IReadOnlyList<SunnybrookFile>> imagesOf, bool wantsImage)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full);
        for (var i = 0; i <= up && folder is not null; i++, folder = Path.GetDirectoryName(folder))
        {
            // A folder with very much below it is not the one of a challenge.
            if (i < 1 || Path.GetDirectoryName(folder) is null)
                continue;
            var contours = contoursOf(folder);
            var images = contours.Count == 0 ? [] : imagesOf(contours, folder);
            var (mine, others) = wantsImage ? (contours, images) : (images, contours);
            if (mine.FirstOrDefault(file => Path.GetFullPath(file.Path) == full) is not { } self)
                continue;
            var partners = others.Where(other => other.PatientKey == self.PatientKey && other.Image == self.Image).ToArray();
            if (partners.Length > 0)
                return partners.FirstOrDefault(partner => partner.Series == self.Series, partners[0]).Path;
        }
        return null;
    }
}
