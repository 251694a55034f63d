using System.Globalization;
using System.Text.RegularExpressions;

namespace FcnEngine.Data.Sources;

/// <summary>
/// Spellings of one frame brought together: <c>SC-HF-I-01-IM-0001-0048.dcm.png</c> and <c>SC-HF-I-1-IM-0003-0048.dcm</c> are the
/// same patient and image number, which is how the challenge's folders, contours and splits refer to a frame.
/// </summary>
internal static partial class FrameKey
{
    /// <summary>Patient and image number; null for a name of another pattern.</summary>
    public static string? Of(string fileName)
    {
        var match = Pattern().Match(fileName);
        return match.Success && int.TryParse(match.Groups["image"].Value, CultureInfo.InvariantCulture, out var image)
            ? $"{Patient(match.Groups["patient"].Value)}#{image}"
            : null;
    }

    /// <summary>The patient's name with its numbers freed of leading zeros.</summary>
    public static string Patient(string name) => string.Join('-', name.Split('-').Select(part =>
        part.Length > 1 && part.All(char.IsAsciiDigit) ? part.TrimStart('0').PadLeft(1, '0') : part)).ToUpperInvariant();

    [GeneratedRegex(@"^(?<patient>.+)-IM-(?<series>\d{1,6})-(?<image>\d{1,9})(-icontour-manual\.txt|\.dcm)?(\.png|\.npy)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
