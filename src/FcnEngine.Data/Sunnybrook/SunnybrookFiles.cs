using System.Globalization;
using System.Text.RegularExpressions;
using FcnEngine.Data.Sources;

namespace FcnEngine.Data.Sunnybrook;

/// <summary>A contour or DICOM file of the challenge: whose, which series and image.</summary>
internal sealed record SunnybrookFile(string Path, string Patient, string Series, int Image)
{
    public string PatientKey { get; } = FrameKey.Patient(Patient);
}

/// <summary>
/// Finds the challenge's files anywhere below a folder. The editions differ in their folders, so a contour's patient is the
/// folder above <c>contours-manual</c>, and a DICOM file's the nearest folder above it that is a contoured patient's.
/// </summary>
internal static partial class SunnybrookFiles
{
    private const int DeepestFolder = 10;
    private const string ContourFolder = "contours-manual";

    public static bool Recognizes(string folder) => Enumerate(folder, "*-icontour-manual.txt").Any();

    public static IReadOnlyList<SunnybrookFile> Contours(string folder) => Parse(folder, "*-icontour-manual.txt", ContourName(), PatientOfContour);

    public static IReadOnlyList<SunnybrookFile> Images(string folder, IReadOnlySet<string> patientKeys) =>
        Parse(folder, "*.dcm", ImageName(), path => PatientOfImage(folder, path, patientKeys));

    private static List<SunnybrookFile> Parse(string folder, string pattern, Regex name, Func<string, string> patientOf)
    {
        var files = new List<SunnybrookFile>();
        foreach (var path in Enumerate(folder, pattern).Order(StringComparer.Ordinal))
        {
            var match = name.Match(Path.GetFileName(path));
            if (match.Success)
                files.Add(new SunnybrookFile(path, patientOf(path), match.Groups["series"].Value, int.Parse(match.Groups["image"].Value, CultureInfo.InvariantCulture)));
        }
        return files;
    }

    private static string PatientOfContour(string path)
    {
        for (var folder = Directory.GetParent(path); folder?.Parent is not null; folder = folder.Parent)
        {
            if (folder.Name.Equals(ContourFolder, StringComparison.OrdinalIgnoreCase))
                return folder.Parent.Name;
        }
        return Directory.GetParent(path)!.Name;
    }

    private static string PatientOfImage(string root, string path, IReadOnlySet<string> patientKeys)
    {
        var top = Path.GetFullPath(root);
        for (var folder = Directory.GetParent(Path.GetFullPath(path)); folder is not null && folder.FullName.Length >= top.Length; folder = folder.Parent)
        {
            if (patientKeys.Contains(FrameKey.Patient(folder.Name)))
                return folder.Name;
        }
        return Directory.GetParent(path)!.Name;
    }

    private static IEnumerable<string> Enumerate(string folder, string pattern)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = DeepestFolder, MatchCasing = MatchCasing.CaseInsensitive };
        try
        {
            return Directory.EnumerateFiles(folder, pattern, options);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            throw new DataException(folder, $"cannot be listed ({refusal.Message})", "check the folder and its permissions", inner: refusal);
        }
    }

    [GeneratedRegex(@"^IM-(?<series>\d{1,6})-(?<image>\d{1,9})-icontour-manual\.txt$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ContourName();

    [GeneratedRegex(@"^IM-(?<series>\d{1,6})-(?<image>\d{1,9})\.dcm$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ImageName();
}
