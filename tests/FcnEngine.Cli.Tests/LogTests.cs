using System.Text.Json;
using FcnEngine.Cli.Tests.Support;

namespace FcnEngine.Cli.Tests;

/// <summary>Standard error of a run: a line for each event, as much and in the form that was asked for. Standard output never changes.</summary>
public class LogTests(SmallData small) : IClassFixture<SmallData>
{
    private const string Time = @"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} ";

    [Fact]
    public void Each_event_is_a_line_with_its_time_and_the_run_keeps_them()
    {
        var run = small.NewPath();
        var result = Train(run, "--num_epochs", "1");
        Assert.All(result.ErrorLines, line => Assert.Matches(Time, line));
        string[] events = ["1 training images, 2 validation images from", "run started: fcn on cpu", "checkpoint of step 0 saved in", "epoch 1/1: mean loss", "epoch 1/1: validation accuracy", "checkpoint of step 1 saved in", "finished: 1 epochs, 1 steps"];
        Assert.Equal(events.Length, result.ErrorLines.Length);
        Assert.All(events.Zip(result.ErrorLines), pair => Assert.Contains(pair.First, pair.Second));
        Assert.Equal(result.ErrorLines, File.ReadAllLines(Path.Combine(run, "run.log")));

        Train(run, "--num_epochs", "2", "--quiet");
        Assert.Contains("run resumed at step 1, epoch 2/2", File.ReadAllText(Path.Combine(run, "run.log")));
        FcnCommand.Run(Words(run, "--learning_rate", "0.5")).Refusal(exitCode: 1);
        Assert.Contains("holds a run with learning_rate 0.01, not 0.5", File.ReadAllLines(Path.Combine(run, "run.log"))[^1]);
    }

    [Fact]
    public void Quiet_says_nothing_and_verbose_tells_every_step()
    {
        Assert.Empty(Train(small.NewPath(), "--quiet").Error);
        var steps = Train(small.NewPath(), "--verbose", "--num_epochs", "3").ErrorLines.Where(line => line.Contains(" step ", StringComparison.Ordinal) && line.Contains(": loss ", StringComparison.Ordinal));
        Assert.Equal(3, steps.Count());
        Assert.Equal("--quiet stands beside --verbose; leave one of them out; see fcn --help", FcnCommand.Run(Words(small.NewPath(), "--quiet", "--verbose")).Refusal(exitCode: 2));
        Assert.Equal("--log must be one of text, json, got 'xml'", FcnCommand.Run(Words(small.NewPath(), "--log", "xml")).Refusal(exitCode: 2));
    }

    [Fact]
    public void As_JSON_every_line_is_an_object_the_failure_too()
    {
        var run = small.NewPath();
        var events = Events(Train(run, "--log", "json", "--num_epochs", "1"));
        Assert.Equal(["data", "started", "checkpoint", "epoch", "evaluation", "checkpoint", "finished"], events.Select(line => line.GetProperty("event").GetString()));
        Assert.Equal(1, events[^1].GetProperty("step").GetInt64());
        Assert.InRange(events[4].GetProperty("dice").GetDouble(), 0, 1);

        var refused = FcnCommand.Run(Words(run, "--log", "json", "--seed", "9"));
        Assert.Equal(1, refused.ExitCode);
        var failure = Events(refused)[^1];
        Assert.Equal(("failed", 1), (failure.GetProperty("event").GetString(), failure.GetProperty("exit_code").GetInt32()));
        Assert.Contains("holds a run with seed 0, not 9", failure.GetProperty("text").GetString());

        var evaluation = FcnCommand.Run("eval", "--data_dir", small.Data, "--checkpoint_dir", run, "--device", "cpu", "--log", "json");
        Assert.Equal(["evaluating", "evaluation"], Events(evaluation).Select(line => line.GetProperty("event").GetString()));
    }

    [Fact]
    public void Standard_output_is_the_labs_whatever_the_log()
    {
        var outputs = new[] { new[] { "--quiet" }, ["--verbose"], ["--log", "json"], [] }.Select(options => Train(small.NewPath(), options).OutputLines.Select(WithoutTime));
        Assert.Single(outputs.Select(lines => string.Join('\n', lines)).Distinct());

        static string WithoutTime(string line) => line.StartsWith("OUTPUT: Step", StringComparison.Ordinal) ? line[..line.IndexOf('(', StringComparison.Ordinal)] : line;
    }

    private CommandResult Train(string run, params string[] options)
    {
        var result = FcnCommand.Run(Words(run, options));
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }

    private string[] Words(string run, params string[] options) =>
        ["train", "--network", "fcn", "--data_dir", small.Data, "--checkpoint_dir", run, "--device", "cpu", .. options];

    private static JsonElement[] Events(CommandResult result) => [.. result.ErrorLines.Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
}
