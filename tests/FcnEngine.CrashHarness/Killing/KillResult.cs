namespace FcnEngine.CrashHarness.Killing;

/// <summary>What came of killing runs of one subject in one way.</summary>
/// <param name="Subject">For the table.</param>
/// <param name="Way">How they were killed.</param>
internal sealed record KillResult(string Subject, string Way)
{
    private const int MostFaultsKept = 20;

    private readonly List<string> _faults = [];

    public int Kills { get; private set; }

    /// <summary>Kills after which a file half written was left.</summary>
    public int WithinASave { get; private set; }

    /// <summary>Kills before there was a checkpoint.</summary>
    public int BeforeTheFirst { get; private set; }

    public int RunsCompared { get; private set; }

    public int FaultCount { get; private set; }

    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The checksum that the last checkpoint of each run has, or should have.</summary>
    public string End { get; init; } = "";

    public TimeSpan Duration { get; set; }

    public void Killed(string run, IEnumerable<string> faults)
    {
        Kills++;
        if (!File.Exists(Path.Combine(run, "model.safetensors"))) BeforeTheFirst++;
        else if (Directory.GetFiles(run, ".fcn-*.part").Length > 0) WithinASave++;
        Note($"kill {Kills}", faults);
    }

    public void Ended(IEnumerable<string> faults)
    {
        RunsCompared++;
        Note($"run {RunsCompared}", faults);
    }

    public void Note(string when, IEnumerable<string> faults)
    {
        foreach (var fault in faults)
        {
            if (++FaultCount <= MostFaultsKept) _faults.Add($"{Subject}, {Way}, {when}: {fault}");
        }
    }
}
