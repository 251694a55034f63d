using System.Globalization;

namespace FcnEngine.Data.Inspection;

/// <summary>A set of frames in a screenful: sizes, ranges, and a row a patient.</summary>
internal static class SampleTable
{
    private const int MostPatients = 40;

    public static IEnumerable<string> Lines(IReadOnlyList<InspectedFrame> frames)
    {
        if (frames.Count == 0)
            yield break;
        var samples = frames.Select(frame => frame.Sample).ToArray();
        yield return $"frames:       {string.Join(", ", samples.GroupBy(s => s.Size).Select(group => $"{group.Count()} of {group.Key}"))}";
        yield return Invariant($"pixels:       {samples.Min(s => s.Pixels.Min())} to {samples.Max(s => s.Pixels.Max())}; brightest pixel of a frame {samples.Min(s => s.Pixels.Max())} to {samples.Max(s => s.Pixels.Max())}");
        yield return Invariant($"ventricle:    {Share(samples):P2} of all pixels, {samples.Min(s => s.LabelledPixels)} to {samples.Max(s => s.LabelledPixels)} a frame; {samples.Count(s => s.LabelledPixels == 0)} frames have none");
        yield return Invariant($"all background would have accuracy {1 - Share(samples):F5}");

        var patients = frames.GroupBy(frame => frame.Sample.Patient, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToArray();
        yield return $"{"patient",-16} {"train",6} {"val",6} {"LV share",9} {"LV pixels",14} {"spacing, mm",14} {"slices, mm",18}";
        foreach (var patient in patients.Take(MostPatients))
            yield return Row(patient.Key.Length == 0 ? "(not told)" : patient.Key, [.. patient]);
        if (patients.Length > MostPatients)
            yield return $"and {patients.Length - MostPatients} patients more";
        if (patients.Count(patient => patient.Key.Length > 0 && patient.Select(frame => frame.IsVal).Distinct().Count() > 1) is > 0 and var shared)
            yield return $"{shared} of {patients.Length} patients are in both train and val, so val scores flatter";
    }

    private static string Row(string name, InspectedFrame[] frames)
    {
        var samples = frames.Select(frame => frame.Sample).ToArray();
        var spacings = samples.Select(s => s.PixelSpacing).OfType<PixelSpacing>().Distinct().ToArray();
        var positions = samples.Select(s => s.SlicePosition).OfType<float>().Order().ToArray();
        var spacing = spacings.Length switch { 0 => "not told", 1 => Invariant($"{spacings[0].Row:G5}"), _ => "several" };
        var slices = positions.Length == 0 ? "not told" : Invariant($"{positions[0]:F1} to {positions[^1]:F1}");
        var pixels = $"{samples.Min(s => s.LabelledPixels)} to {samples.Max(s => s.LabelledPixels)}";
        return Invariant($"{name,-16} {frames.Count(f => !f.IsVal),6} {frames.Count(f => f.IsVal),6} {Share(samples),9:P2} {pixels,14} {spacing,14} {slices,18}");
    }

    private static double Share(Sample[] samples) => (double)samples.Sum(s => (long)s.LabelledPixels) / samples.Sum(s => (long)s.Mask.Length);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
