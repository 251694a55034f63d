using System.Globalization;
using System.Runtime.InteropServices;
using FcnEngine.CrashHarness.Killing;

namespace FcnEngine.CrashHarness.Results;

/// <summary>Results of kills as a table in a Markdown file.</summary>
internal static class KillTable
{
    private static string Head(int seed, string commit) => string.Create(CultureInfo.InvariantCulture, $"""
        # Runs killed with SIGKILL

        `tests/kill.sh --seed {seed}`, commit {commit}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}.

        Each row: runs of one program, killed, and let go on until they end. After every kill each file that bears a checkpoint's name must open
        with every checksum right and have the very bytes that the run left alone had at that step; once a step was told of there must be one. At
        the end newest and best checkpoint and all curves of the event files must be those of the run left alone, bit for bit, no step twice or missing.

        | program | killed at | kills | of them with a file half written | before the first checkpoint | runs compared | broken promises | SHA-256 at the end, first 16 digits | s |
        |---|---|---|---|---|---|---|---|---|
        """);

    public static string Row(KillResult result) => string.Create(CultureInfo.InvariantCulture,
        $"| {result.Subject} | {result.Way} | {result.Kills} | {result.WithinASave} | {result.BeforeTheFirst} | {result.RunsCompared} | {result.FaultCount} | {result.End[..16]} | {result.Duration.TotalSeconds:F0} |");

    public static void Write(string path, IEnumerable<KillResult> results, int seed, string commit)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, $"{Head(seed, commit)}\n{string.Join('\n', results.Select(Row))}\n");
    }
}
