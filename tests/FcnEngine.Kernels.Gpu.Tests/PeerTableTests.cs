using System.Diagnostics;
using FcnEngine.GpuCheck.Catalogue;
using FcnEngine.GpuCheck.Reporting;

namespace FcnEngine.Kernels.Gpu.Tests;

/// <summary>The script that times PyTorch on a card and puts both side by side, as far as it goes without a card.</summary>
public sealed class PeerTableTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peer-table");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Both_programs_name_the_rows_alike()
    {
        var (code, output, _) = Run("rows");
        Assert.Equal(0, code);
        var rows = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var kernels = LabRows.At(1).Concat(LabRows.At(32)).Select(row => row.Name).ToArray();
        Assert.Equal(kernels, rows[..kernels.Length]);
        Assert.All(rows[kernels.Length..], row => Assert.Matches("^(FCN|FC) (step|inference) b(1|8|32)$|^FCN 100 epochs b1$", row));
    }

    [Fact]
    public void The_fastest_peer_of_a_class_is_compared_with_our_fastest_way()
    {
        var first = Report(1, ("conv2 forward b1", "plain", 40), ("conv2 forward b1", "fp32", 12), ("conv2 forward b1", "tf32", 9), ("FCN step b1", "fp32 tuned", 100), ("a case", "fp32", 1));
        var second = Report(2, ("conv2 forward b1", "plain", 40), ("conv2 forward b1", "fp32", 16), ("conv2 forward b1", "tf32", 9), ("FCN step b1", "fp32 tuned", 100));
        var peers = Write("peers.json", """
            {"format": "fcn-engine gpu peers 1", "device": "Card", "torch": "2.9", "cuda": "13.0", "cudnn": 91000, "date": "today", "failed": ["conv3: no"], "times": [
            {"row": "conv2 forward b1", "class": "F", "way": "eager", "us": 42}, {"row": "conv2 forward b1", "class": "F", "way": "graph", "us": 28},
            {"row": "conv2 forward b1", "class": "T", "way": "graph nhwc", "us": 18}, {"row": "conv3 forward b1", "class": "F", "way": "graph", "us": 1234}]}
            """);
        var (code, output, error) = Run("table", "--ours", first, second, "--peers", peers, "--out", Path.Combine(_folder.FullName, "table.md"));
        Assert.True(code == 0, error);
        Assert.Equal(output, File.ReadAllText(Path.Combine(_folder.FullName, "table.md")));
        Assert.Equal(
        [
            "| row | class | ours | as | spread | eager | graph | graph nhwc | ratio | goal | beyond |",
            "|---|---|--:|---|--:|--:|--:|--:|--:|--:|--:|",
            "| conv2 forward b1 | F | 14.00 | fp32 | 29 % | 42.00 | 28.00 |  | 2.00 | 12.00 | 7.20 |",
            "| conv2 forward b1 | T | 9.00 | tf32 | 0 % |  |  | 18.00 | 2.00 | 9.00 | 6.80 |",
            "| conv3 forward b1 | F |  |  |  |  | 1234 |  |  | 5.00 | 2.60 |",
            "| FCN step b1 | F | 100.0 | fp32 tuned | 0 % |  |  |  |  | 115.0 | 60.00 |",
        ], output.Split('\n').Where(line => line.StartsWith('|')));
        Assert.Contains("- conv3: no", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_said_in_the_last_line_with_code_2()
    {
        var peers = Write("peers.json", "{}");
        var ours = Write("ours.json", "{\"Device\": 1}");
        Says("peers.json is not what 'peer_gpu.py measure' writes", "table", "--ours", Report(1), "--peers", peers);
        Says("ours.json is no report of gpu-check: KeyError('Found')", "table", "--ours", ours, "--peers", peers);
        Says("nowhere.json cannot be read: ", "table", "--ours", "nowhere.json", "--peers", peers);
        Says("the following arguments are required: --peers", "table", "--ours", ours);
        Says("invalid choice: 'tables'", "tables");
    }

    [Fact]
    public void Without_PyTorch_or_a_card_it_says_so()
    {
        var (code, _, error) = Run("measure", "--out", Path.Combine(_folder.FullName, "peers.json"), "--only", "no such row");
        Assert.SkipWhen(code == 0, "this machine has PyTorch and a card");
        Assert.Equal(2, code);
        Assert.Matches("^peer_gpu.py: PyTorch (is missing .*: pip install torch|.* sees no CUDA card: .*)$", error.Trim());
    }

    private static void Says(string what, params string[] words)
    {
        var (code, output, error) = Run(words);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(what, error.Trim().Split('\n')[^1], StringComparison.Ordinal);
    }

    /// <summary>A report as the check of a card writes it.</summary>
    private string Report(int number, params (string Row, string Accuracy, double Microseconds)[] times)
    {
        var found = new Findings();
        found.Timings.AddRange(times.Select(time => new Timing(time.Row, time.Accuracy, time.Microseconds, time.Microseconds, time.Microseconds, 1, 1)));
        var report = new CheckReport("Card", MachineDescription.Of("simulator", 0), "Times", DateTimeOffset.UnixEpoch, found);
        return Path.ChangeExtension(ReportFiles.Write(report, Path.Combine(_folder.FullName, $"{number}")), ".json");
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static (int Code, string Output, string Error) Run(params string[] words)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FcnEngine.sln"))) folder = folder.Parent;
        Assert.SkipWhen(folder is null, "the tests do not run inside a checkout");
        var python = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator).Select(path => Path.Combine(path, "python3")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(python is null, "no python3 on the PATH");
        var start = new ProcessStartInfo(python!, [Path.Combine(folder!.FullName, "bench", "peers", "peer_gpu.py"), .. words]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
