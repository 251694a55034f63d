using FcnEngine.Fuzz.Formats;

namespace FcnEngine.Fuzz;

/// <summary>Every kind of file that is fuzzed.</summary>
internal static class FuzzFormats
{
    public static IReadOnlyList<IFuzzFormat> All { get; } =
    [
        new DicomFormat(),
        new ContourFormat(),
        new PngFormat(),
        new RecordFormat(),
        new SplitFormat(),
        new NpyFormat(),
        new CheckpointFormat(),
        new ConfigurationFormat(),
        new SweepFormat(),
    ];

    public static IFuzzFormat? Find(string name) => All.FirstOrDefault(format => format.Name == name);
}
