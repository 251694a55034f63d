using FcnEngine.Cli.Tests.Support;

namespace FcnEngine.Cli.Tests;

/// <summary><c>fcn sweep</c> as a user runs it.</summary>
public sealed class SweepTests(SmallData small) : IClassFixture<SmallData>
{
    private const string Spec = "{parameters: {learning_rate: [0.01, 0.02], num_epochs: 2}, seeds: [1, 2]}";

    [Fact]
    public void The_list_names_every_trial_and_runs_none()
    {
        var result = FcnCommand.Run("sweep", SpecFile(Spec), "--list");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(4, result.OutputLines.Length);
        Assert.Equal("trial 3: learning_rate 0.02, num_epochs 2, seed 2", result.OutputLines[3]);
    }

    [Fact]
    public void Killed_half_way_it_goes_on_and_ends_with_the_table_of_a_sweep_that_was_left_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill, which this system has not");
        var (spec, whole, killed) = (SpecFile(Spec), small.NewPath(), small.NewPath());
        var told = Sweep(spec, whole);
        using (var process = new FcnProcess("sweep", spec, "--data_dir", small.Data, "--out", killed, "--device", "cpu", "--parallel", "1"))
        {
            process.WaitFor("trial 2 (");
            process.Send("KILL");
            Assert.NotEqual(0, process.WaitForExit());
        }

        string Result(int trial) => Path.Combine(killed, $"trial-{trial:D4}", "trial.json");
        // The third trial had begun when it was killed; at worst it was at its end.
        int[] finished = [.. Enumerable.Range(0, 4).Where(trial => File.Exists(Result(trial)))];
        Assert.Subset(new HashSet<int> { 0, 1, 2 }, finished.ToHashSet());
        Assert.Superset(new HashSet<int> { 0, 1 }, finished.ToHashSet());
        var before = finished.Select(trial => File.GetLastWriteTimeUtc(Result(trial))).ToArray();
        var again = Sweep(spec, killed);
        Assert.Equal(before, finished.Select(trial => File.GetLastWriteTimeUtc(Result(trial))));
        Assert.DoesNotContain(again.ErrorLines, line => finished.Any(trial => line.Contains($"trial {trial} (", StringComparison.Ordinal)));
        Assert.Contains(again.ErrorLines, line => line.Contains("trial 3 (", StringComparison.Ordinal));
        Assert.Contains($"4 trials of 2 settings, {finished.Length} with a result", again.Error);
        Assert.Equal(told.Output, again.Output);
        Assert.Equal(File.ReadAllText(Path.Combine(whole, "trials.csv")), File.ReadAllText(Path.Combine(killed, "trials.csv")));
    }

    [Theory]
    [InlineData("sweep", "the sweep's file is missing: name it after fcn sweep; see fcn --help")]
    [InlineData("sweep SPEC", "--data_dir is missing: name the folder with the records; see fcn --help")]
    [InlineData("sweep SPEC --data_dir d", "--out is missing: name a folder for the sweep; see fcn --help")]
    [InlineData("sweep SPEC --data_dir d --out o --parallel 0", "--parallel must be a whole number from 1, got '0'")]
    [InlineData("sweep SPEC --data_dir d --out o --device cpu --trial_index -1", "--trial_index must be a whole number from 0, got '-1'")]
    public void Bad_use_is_one_line(string words, string line) =>
        Assert.Equal(line, FcnCommand.Run([.. words.Split(' ').Select(word => word == "SPEC" ? SpecFile(Spec) : word)]).Refusal(exitCode: 2));

    private CommandResult Sweep(string spec, string folder)
    {
        var result = FcnCommand.Run("sweep", spec, "--data_dir", small.Data, "--out", folder, "--device", "cpu", "--parallel", "1");
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }

    private string SpecFile(string text)
    {
        var file = small.NewPath() + ".yaml";
        File.WriteAllText(file, text);
        return file;
    }
}
