using System.Globalization;
using System.Runtime.InteropServices;

namespace FcnEngine.Fuzz.Running;

/// <summary>Results as a table in a Markdown file, a row a format; a run replaces the rows of its own formats.</summary>
internal static class ResultTable
{
    private const string Head = """
        # Mutants thrown at the parsers

        Each row: one run of `tests/fuzz.sh`. A mutant must be read, or refused with a typed error of one line that names file and place, within
        1 s and 64 MB + 4 x its size; heap is all that was allocated, not what was held at once. The same seed makes the same mutants.

        | format | seed | mutants | read | refused | broken promises | slowest, ms | most heap, MB | run, s | system |
        |---|---|---|---|---|---|---|---|---|---|
        """;

    public static string Row(FuzzResult result) => string.Create(CultureInfo.InvariantCulture,
        $"| {result.Format} | {result.Seed} | {result.Mutants} | {result.Accepted} | {result.Mutants - result.Accepted} | {result.FaultCount} | {result.Slowest.TotalMilliseconds:F1} | {result.MostAllocated / 1e6:F1} | {result.Duration.TotalSeconds:F0} | {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier} |");

    public static void Merge(string path, IEnumerable<FuzzResult> results)
    {
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (File.Exists(path))
        {
            foreach (var line in File.ReadAllLines(path).SkipWhile(line => line != "|---|---|---|---|---|---|---|---|---|---|").Skip(1))
                rows[line.Split('|')[1].Trim()] = line;
        }
        foreach (var result in results)
            rows[result.Format] = Row(result);
        File.WriteAllText(path, Head + "\n" + string.Join('\n', rows.Values) + "\n");
    }
}
