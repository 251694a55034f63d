using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace FcnEngine.Peers.Compare;

/// <summary>Takes the engines in turns through every row and prints one Markdown report.</summary>
internal static class Comparison
{
    private const double TurnSeconds = 0.4;
    private static readonly string Self = Assembly.GetExecutingAssembly().Location;

    public static int Run(string[] args)
    {
        var options = Options.Parse(args);
        var gate = new IdleGate();
        var remarks = new SortedSet<string>(StringComparer.Ordinal);
        Line($"# CPU, ours beside libtorch and ONNX Runtime, {options.Vectors}-bit vectors");
        Line($"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores {Processor()}, {RuntimeInformation.FrameworkDescription}, commit {options.Commit}");
        Line("");
        Line("Engines take turns; each turn begins on an idle processor. Milliseconds: median of the turns' median steps (fastest to slowest turn); processor time a step in brackets.");
        Line("Ratio: peer over ours, above 1 is faster than the peer.");
        Line("");
        Line("| workload | ours, ms | peer | peer, ms | ratio | goal | moonshot |");
        Line("|---|---|---|---|---|---|---|");
        foreach (var row in Row.All.Where(row => Wanted(row, options))) Line(Compare(row, options, gate, remarks));
        if (options.Only is null or "conv") Shares(options, gate);
        if (options.Only is null or "memory") MemoryProbe.Report(options, Line);
        Line("");
        Line($"Sides: {string.Join("; ", remarks)}. Load by others when a turn began: at most {gate.Worst:P0}; waited {gate.Waited.TotalSeconds:F0} s for quiet.");
        return 0;
    }

    private static bool Wanted(Row row, Options options) =>
        row.Threads <= Environment.ProcessorCount
        && (options.Only is null || row.Title.Contains(options.Only, StringComparison.Ordinal))
        && (row.Against == "onnx" ? options.Vectors == 512 : options.Libtorch is not null);

    private static string Compare(Row row, Options options, IdleGate gate, SortedSet<string> remarks)
    {
        string[] work = [row.Workload, $"{row.Threads}", $"{row.Batch}"];
        var (program, against) = row.Against == "onnx" ? (Self, "onnx") : (options.Libtorch!, "libtorch");
        using var ours = new Peer("ours", Self, ["ours", .. work], options.Environment);
        using var peer = new Peer(against, program, [against, .. work], options.Environment);
        remarks.Add(ours.Remark);
        remarks.Add(peer.Remark);
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var each in round % 2 == 0 ? new[] { ours, peer } : [peer, ours])
            {
                gate.Wait();
                each.Turn(TurnSeconds);
            }
        }

        var ratio = peer.Median / ours.Median;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {row.Title} | {Times(ours)} | {peer.Name} | {Times(peer)} | **{ratio:F2}** | {Target(row.Goal, ratio)} | {Target(row.Moonshot, ratio)} |");
    }

    private static void Shares(Options options, IdleGate gate)
    {
        gate.Wait();
        var start = new ProcessStartInfo("dotnet", [Self, "peak"]) { RedirectStandardOutput = true };
        foreach (var (key, value) in options.Environment) start.Environment[key] = value;
        using var process = Process.Start(start)!;
        Line("");
        Line("| convolution, batch 1, 1 thread | share of one core's FMA peak | GFLOP/s | peak, GFLOP/s | us | goal 70 % | moonshot 85 % |");
        Line("|---|---|---|---|---|---|---|");
        while (process.StandardOutput.ReadLine() is { } line)
        {
            var words = line.Split('\t');
            var share = double.Parse(words[1], CultureInfo.InvariantCulture);
            Line($"| {words[0]} | **{share * 100:F0} %** | {words[2]} | {words[3]} | {words[4]} | {Verdict(share >= 0.7)} | {Verdict(share >= 0.85)} |");
        }
    }

    private static string Times(Peer peer) => string.Create(
        CultureInfo.InvariantCulture, $"{peer.Median:F2} ({peer.Fastest:F2} to {peer.Slowest:F2}) [{peer.Processor:F1}]");

    private static string Target(double target, double ratio) =>
        target == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{target:F1} {Verdict(ratio >= target)}");

    private static string Verdict(bool met) => met ? "met" : "missed";

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "processor";

    private static void Line(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));

    private static void Line(string line) => Console.WriteLine(line);
}
