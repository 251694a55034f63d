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
        var gate = new IdleGate(options.Hold);
        var remarks = new SortedSet<string>(StringComparer.Ordinal);
        Line($"# CPU, ours beside libtorch and ONNX Runtime, {options.Vectors}-bit vectors");
        Line($"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores {Processor()}, {RuntimeInformation.FrameworkDescription}, commit {options.Commit}");
        Line("");
        Line("Engines take turns; a turn in which other work took more than 5 % of the processor is taken again, and the largest share that others had in the end is the last column. Milliseconds: median of the turns' median steps (fastest to slowest turn); processor time a step in brackets.");
        Line("Ratio: peer over ours, above 1 is faster than the peer.");
        Line("");
        Line("| workload | ours, ms | peer | peer, ms | ratio | goal | moonshot | others, % |");
        Line("|---|---|---|---|---|---|---|---|");
        foreach (var row in Row.All.Where(row => Wanted(row, options))) Line(Compare(row, options, gate, remarks));
        if (options.Only is null or "conv") Shares(options, gate);
        if (options.Only is null or "memory") MemoryProbe.Report(options, Line);
        Line("");
        Line($"Sides: {string.Join("; ", remarks)}. {gate.Repeated} turns taken again{(options.Hold ? "; cores that a turn left free were held" : "")}.");
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
        var others = 0.0;
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var each in round % 2 == 0 ? new[] { ours, peer } : [peer, ours])
            {
                others = Math.Max(others, gate.Take(each.Process, row.Threads, () => each.Turn(TurnSeconds)));
            }
        }

        var ratio = peer.Median / ours.Median;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {row.Title} | {Times(ours)} | {peer.Name} | {Times(peer)} | **{ratio:F2}** | {Target(row.Goal, ratio)} | {Target(row.Moonshot, ratio)} | {others * 100:F0} |");
    }

    private static void Shares(Options options, IdleGate gate)
    {
        string[] lines = [];
        var start = new ProcessStartInfo("dotnet", [Self, "peak"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (key, value) in options.Environment) start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var others = gate.Take(process, 1, () =>
        {
            process.StandardInput.WriteLine();
            var answer = new List<string>();
            while (process.StandardOutput.ReadLine() is { Length: > 0 } line) answer.Add(line);
            return () => lines = [.. answer];
        });
        process.StandardInput.Close();
        Line("");
        Line($"Others had {others * 100:F0} % of the processor meanwhile.");
        Line("");
        Line("| convolution, batch 1, 1 thread | share of one core's FMA peak | GFLOP/s | peak, GFLOP/s | us | goal 70 % | moonshot 85 % |");
        Line("|---|---|---|---|---|---|---|");
        foreach (var words in lines.Select(line => line.Split('\t')))
        {
            var share = double.Parse(words[1], CultureInfo.InvariantCulture);
            Line($"| {words[0]} | **{share * 100:F0} %** | {words[2]} | {words[3]} | {words[4]} | {Verdict(share >= 0.7)} | {Verdict(share >= 0.85)} |");
        }

        Line("");
        Line("Operations are those of the definition; above 100 % are layers of 3 x 3 windows, which Winograd's algorithm computes with fewer.");
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
