using FcnEngine.Data;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Sweeps;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Sweeps;

/// <summary>Small sweeps of a small network: nothing is lost, nothing is done twice, and order does not matter.</summary>
public sealed class SweepRunTests : IDisposable
{
    private const string Grid = "{parameters: {learning_rate: [0.1, 0.5], num_epochs: 2}, seeds: [1, 2]}";
    private const string Halving = "{method: halving, first_epochs: 1, parameters: {learning_rate: [0.1, 0.5], num_epochs: 2}}";

    private readonly TempFolder _folder = new();
    private readonly string _data;
    private readonly List<string> _told = [];

    public SweepRunTests()
    {
        _data = _folder.File("data");
        SmallRun.WriteRecords(_data, train: 2, validation: 2);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sweep_that_was_stopped_goes_on_without_losing_or_repeating_a_trial()
    {
        Assert.True(Run("whole", Grid));
        using (var stop = new CancellationTokenSource())
        {
            // The second result ends the first go.
            Assert.False(Run("stopped", Grid, stop: stop, onLine: line =>
            {
                if (line.Contains("trial 1: Dice", StringComparison.Ordinal)) stop.Cancel();
            }));
        }

        var finished = Enumerable.Range(0, 4).Where(trial => File.Exists(Result("stopped", trial))).ToDictionary(trial => trial, trial => Snapshot(Path.GetDirectoryName(Result("stopped", trial))!));
        Assert.Equal([0, 1], finished.Keys);
        _told.Clear();
        Assert.True(Run("stopped", Grid));
        Assert.Equal([2, 3], Enumerable.Range(0, 4).Where(trial => _told.Exists(line => line.Contains($"trial {trial} (", StringComparison.Ordinal))));
        foreach (var (trial, before) in finished) Assert.Equal(before, Snapshot(Path.GetDirectoryName(Result("stopped", trial))!));
        Assert.Equal(File.ReadAllText(Table("whole")), File.ReadAllText(Table("stopped")));

        // Once more there is nothing to do.
        _told.Clear();
        Assert.True(Run("stopped", Grid));
        Assert.DoesNotContain(_told, line => line.Contains("begins", StringComparison.Ordinal) || line.Contains("goes on", StringComparison.Ordinal));
    }

    [Fact]
    public void Trials_side_by_side_or_one_by_one_as_an_array_of_jobs_give_the_table_of_a_serial_sweep()
    {
        Assert.True(Run("serial", Grid));
        Assert.True(Run("parallel", Grid, parallel: 3));
        foreach (var trial in new[] { 3, 0, 2, 1 }) Assert.Equal(trial == 1, Run("array", Grid, trialIndex: trial));
        var table = File.ReadAllText(Table("serial"));
        // A head and a line a trial.
        Assert.Equal(5, File.ReadAllLines(Table("serial")).Length);
        Assert.Equal(table, File.ReadAllText(Table("parallel")));
        Assert.Equal(table, File.ReadAllText(Table("array")));
    }

    [Fact]
    public void A_trial_index_runs_that_trial_alone_and_must_exist()
    {
        Assert.False(Run("one", Grid, trialIndex: 2));
        Assert.Equal([2], Enumerable.Range(0, 4).Where(trial => File.Exists(Result("one", trial))));
        Assert.Contains("has trials 0 to 3", Assert.Throws<RunException>(() => Run("one", Grid, trialIndex: 4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trial_that_another_process_has_is_left_to_it()
    {
        var sweep = new SweepFolder(_folder.File("shared"));
        using (sweep.Claim(SweepText.Plan(Grid).Trials[1]))
            Assert.False(Run("shared", Grid));
        Assert.Equal([0, 2, 3], Enumerable.Range(0, 4).Where(trial => File.Exists(Result("shared", trial))));
        Assert.Contains(_told, line => line.EndsWith("trial 1 is run by another process", StringComparison.Ordinal));
        Assert.True(Run("shared", Grid));
    }

    [Fact]
    public void Halving_trains_the_better_setting_on_from_where_it_stood()
    {
        Assert.True(Run("halving", Halving));
        var folder = new SweepFolder(_folder.File("halving"));
        var plan = folder.Read().Plan;
        var results = plan.Trials.Select(trial => folder.ResultOf(trial)!).ToArray();
        var better = results[0].Scores[0].Dice >= results[1].Scores[0].Dice ? 0 : 1;
        Assert.Equal([1, 2], results[better].Scores.Select(score => score.Epochs));
        Assert.Equal([1], results[1 - better].Scores.Select(score => score.Epochs));
        Assert.Contains("Resumed from step 2", File.ReadAllText(Path.Combine(folder.FolderOf(better), "train.log")), StringComparison.Ordinal);

        // The same setting trained in one go ends with the same Dice: going on costs nothing.
        Assert.True(Run("grid", "{parameters: {learning_rate: [0.1, 0.5], num_epochs: 2}}"));
        Assert.Equal(new SweepFolder(_folder.File("grid")).ResultOf(plan.Trials[better])!.Last.Dice, results[better].Last.Dice);
    }

    [Fact]
    public void Halving_as_an_array_of_jobs_waits_for_the_others_before_it_chooses()
    {
        Assert.False(Run("array", Halving, trialIndex: 1));
        Assert.Contains(_told, line => line.Contains("waits for other trials", StringComparison.Ordinal));
        Assert.True(Run("serial", Halving));
        // Trial 0 ends the first rung and, where it is the better one, trains on at once; else trial 1 does in its next go.
        Run("array", Halving, trialIndex: 0);
        Assert.True(Run("array", Halving, trialIndex: 1));
        Assert.Equal(File.ReadAllText(Table("serial")), File.ReadAllText(Table("array")));
    }

    [Fact]
    public void Another_sweep_or_other_records_are_refused()
    {
        Assert.False(Run("kept", Grid, trialIndex: 0));
        Assert.Contains("its trial 0 is learning_rate 0.1, num_epochs 2, seed 1, not learning_rate 0.7", Refusal(Grid.Replace("0.1", "0.7", StringComparison.Ordinal)), StringComparison.Ordinal);
        SmallRun.WriteRecords(_data, train: 3, validation: 2);
        Assert.Contains("its records are others", Refusal(Grid), StringComparison.Ordinal);
        string Refusal(string spec) => Assert.Throws<DataException>(() => Run("kept", spec)).Message;
    }

    private bool Run(string name, string spec, int parallel = 1, int? trialIndex = null, Action<string>? onLine = null, CancellationTokenSource? stop = null)
    {
        using var lines = new LineWriter(line =>
        {
            _told.Add(line);
            onLine?.Invoke(line);
        });
        var options = new SweepOptions(_data, _folder.File(name), parallel, "cpu", trialIndex);
        return new SweepRun(SweepText.Plan(spec), options, run => SmallRun.OpenDevice(run.Threads), new RunConsole(lines, lines)) { Network = SmallRun.Network }.Execute(stop?.Token ?? CancellationToken.None);
    }

    private string Result(string name, int trial) => Path.Combine(new SweepFolder(_folder.File(name)).FolderOf(trial), SweepFolder.ResultName);

    private string Table(string name) => Path.Combine(_folder.File(name), SweepFolder.TrialsCsvName);

    /// <summary>Every file of a trial with its bytes and its time.</summary>
    private static List<string> Snapshot(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => $"{file} {File.GetLastWriteTimeUtc(file):O} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}")];

    private sealed class LineWriter(Action<string> told) : StringWriter
    {
        public override void WriteLine(string? value) => told(value!);
    }
}
