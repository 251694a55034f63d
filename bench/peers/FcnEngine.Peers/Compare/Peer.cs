using System.Diagnostics;
using System.Globalization;

namespace FcnEngine.Peers.Compare;

/// <summary>One engine with one workload in a process of its own, waiting for its turns.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;
    private readonly List<(double Wall, double Processor)> _turns = [];

    public Peer(string name, string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        Name = name;
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (key, value) in environment) start.Environment[key] = value;
        _process = Process.Start(start)!;
        Remark = Answer() is { } line && line.StartsWith("ready ", StringComparison.Ordinal)
            ? line["ready ".Length..]
            : throw new InvalidOperationException($"{name} did not get ready: dotnet {program} {string.Join(' ', arguments)}");
    }

    public string Name { get; }

    /// <summary>What the process says of itself.</summary>
    public string Remark { get; }

    /// <summary>Median over the turns of each turn's median step, in milliseconds.</summary>
    public double Median => Middle(_turns.Select(turn => turn.Wall));

    public double Fastest => _turns.Min(turn => turn.Wall);

    public double Slowest => _turns.Max(turn => turn.Wall);

    /// <summary>Processor milliseconds a step, median over the turns.</summary>
    public double Processor => Middle(_turns.Select(turn => turn.Processor));

    public Process Process => _process;

    /// <summary>Takes a turn; what is returned keeps its times.</summary>
    public Action Turn(double seconds)
    {
        _process.StandardInput.WriteLine(seconds.ToString(CultureInfo.InvariantCulture));
        var words = (Answer() ?? throw new InvalidOperationException($"{Name} ended in its turn")).Split(' ');
        var turn = (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
        return () => _turns.Add(turn);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000)) _process.Kill();
        _process.Dispose();
    }

    public static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private string? Answer()
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith("ready ", StringComparison.Ordinal) || (line.Length > 0 && char.IsAsciiDigit(line[0]))) return line;
        }

        return null;
    }
}
