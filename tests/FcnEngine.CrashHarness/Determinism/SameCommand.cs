using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FcnEngine.CrashHarness.Killing;
using FcnEngine.CrashHarness.Subjects;
using FcnEngine.Training.Checkpoints;

namespace FcnEngine.CrashHarness.Determinism;

/// <summary>
/// <c>same [--seeds N] [--table FILE] [--commit TEXT]</c>: the lab's FCN, 200 steps from each seed, twice with one thread and twice with two,
/// each in a process of its own; are the last checkpoints the same bytes?
/// </summary>
internal static class SameCommand
{
    private static string Head(string commit) => $"""
        # The same seed, twice

        `tests/same.sh`, commit {commit}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}: the lab's FCN, 200 steps of one phantom frame, augmented. Each figure is the SHA-256 of the last
        checkpoint (weights, state, settings), first 16 digits; every run is a process of its own.

        | seed | 1 thread | again | 2 threads | again | all four |
        |---|---|---|---|---|---|
        """;

    /// <summary>10 epochs of 20 frames.</summary>
    private static readonly Subject s_subject = Subject.Find("fcn") with
    {
        Words = ["train", "--network", "fcn", "--device", "cpu", "--num_epochs", "10", "--learning_rate", "0.03", "--eval_every", "0", "--augment", "all", "--log_dir", "none"],
        Steps = 200,
        WriteRecords = folder => Data.Phantom.PhantomSet.Write(folder, new Data.Phantom.PhantomOptions { Images = 22, Seed = 5 }),
    };

    public static string[] Options { get; } = ["--seeds", "--table", "--commit"];

    public static int Execute(Dictionary<string, string> options)
    {
        var folder = Directory.CreateTempSubdirectory("fcn-same-").FullName;
        var (rows, broken) = (new List<string>(), 0);
        try
        {
            var data = Path.Combine(folder, "data");
            s_subject.WriteRecords(data);
            for (var seed = 1; seed <= int.Parse(options.GetValueOrDefault("--seeds", "5"), CultureInfo.InvariantCulture); seed++)
            {
                string[] ends = [.. new[] { 1, 1, 2, 2 }.Select((threads, i) => End(data, Path.Combine(folder, $"{seed}-{i}"), seed, threads))];
                if (ends[0] != ends[1] || ends[2] != ends[3]) broken++;
                var all = ends.Distinct().Count() == 1 ? "the same" : ends[0] == ends[1] && ends[2] == ends[3] ? "pairs the same" : "not the same";
                rows.Add($"| {seed} | {string.Join(" | ", ends.Select(end => end[..16]))} | {all} |");
                Console.WriteLine(rows[^1]);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        if (options.TryGetValue("--table", out var table))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(table))!);
            File.WriteAllText(table, $"{Head(options.GetValueOrDefault("--commit", "unknown"))}\n{string.Join('\n', rows)}\n");
        }

        return broken > 0 ? 1 : 0;
    }

    private static string End(string data, string run, int seed, int threads)
    {
        using var life = new Life(s_subject, data, run, "1000000", "--seed", $"{seed}", "--threads", $"{threads}");
        if (life.WaitForEnd() != 0) throw new InvalidOperationException(life.Error);
        var newest = new CheckpointFolder(run).Newest;
        if (Checkpoint.Open(newest).Record.State.Step != s_subject.Steps) throw new InvalidOperationException($"{run} has not {s_subject.Steps} steps");
        return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(newest)));
    }
}
