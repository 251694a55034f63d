using System.Diagnostics;
using System.Globalization;

namespace FcnEngine.Peers.Compare;

/// <summary>The largest resident memory of real runs of the command line: one epoch of each network with evaluation and checkpoints.</summary>
internal static class MemoryProbe
{
    private const double FcnLimit = 300e6, FcWeights = 402_653_184, FcLimit = 1.2;

    public static void Report(Options options, Action<string> line)
    {
        if (options.Fcn is null || options.Data is null) return;
        var data = Directory.EnumerateFiles(options.Data).Sum(path => new FileInfo(path).Length);
        line("");
        line("| run | peak memory, MB | what it is held against | limit |");
        line("|---|---|---|---|");
        var fcn = Peak(options, "fcn", data);
        line(Text($"| fcn train, fcn, 1 epoch | {fcn / 1e6:F0} | {(fcn - data) / 1e6:F0} MB above {data / 1e6:F0} MB of records | 300 MB {Verdict(fcn - data <= FcnLimit)} |"));
        var fc = Peak(options, "fc", data);
        line(Text($"| fcn train, fc, 1 epoch | {fc / 1e6:F0} | {fc / FcWeights:F2} of {FcWeights / 1e6:F0} MB of weights; {(fc - data) / FcWeights:F2} without the records | 1.2 {Verdict(fc / FcWeights <= FcLimit)} |"));
    }

    private static double Peak(Options options, string network, long data)
    {
        var checkpoints = Directory.CreateTempSubdirectory("fcn-memory");
        try
        {
            var start = new ProcessStartInfo(
                "dotnet",
                [options.Fcn!, "train", "--network", network, "--data_dir", options.Data!, "--checkpoint_dir", checkpoints.FullName, "--num_epochs", "1", "--device", "cpu"])
            { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var (key, value) in options.Environment) start.Environment[key] = value;
            using var process = Process.Start(start)!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            double peak = 0;
            do peak = Math.Max(peak, HighWater(process.Id));
            while (!process.WaitForExit(20));
            if (process.ExitCode != 0) throw new InvalidOperationException($"fcn train --network {network} ended with code {process.ExitCode}");
            return peak;
        }
        finally
        {
            checkpoints.Delete(true);
        }
    }

    /// <summary>VmHWM of a process in bytes; 0 when it is gone.</summary>
    private static double HighWater(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static string Verdict(bool met) => met ? "met" : "missed";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
