using System.Text.Json;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Logging;

public sealed class RunConsoleTests : IDisposable
{
    private static readonly FixedTime s_time = new(new DateTimeOffset(2026, 5, 4, 3, 2, 1, 70, TimeSpan.Zero));

    private readonly StringWriter _output = new() { NewLine = "\n" }, _error = new() { NewLine = "\n" };
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void An_event_is_a_line_with_its_time()
    {
        var console = Open();
        console.Log(new LogEvent("epoch", "epoch 1/2: mean loss 0.5", ("epoch", 1)));
        console.Log(new LogEvent("warning", "the newest is damaged") { Level = LogLevel.Warning });
        Assert.Equal("2026-05-04 03:02:01 epoch 1/2: mean loss 0.5\n2026-05-04 03:02:01 warning: the newest is damaged\n", _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData(LogLevel.Warning, "3")]
    [InlineData(LogLevel.Event, "2 3")]
    [InlineData(LogLevel.Detail, "1 2 3")]
    public void What_is_shown_depends_on_the_level(LogLevel least, string shown)
    {
        var console = Open(new LogOptions(LogForm.Text, least));
        console.Log(new LogEvent("step", "1") { Level = LogLevel.Detail });
        console.Log(new LogEvent("epoch", "2"));
        console.Log(new LogEvent("warning", "3") { Level = LogLevel.Warning });
        Assert.Equal(shown, string.Join(' ', _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[^1])));
    }

    [Fact]
    public void As_JSON_a_line_is_an_object_whatever_the_text()
    {
        var console = Open(new LogOptions(LogForm.Json));
        console.Log(new LogEvent("fault", "a \"quoted\"\nline \\ ü", ("step", 3L), ("loss", float.NaN), ("rate", 0.25), ("best", true), ("path", "/a\tb")));
        console.Say("two\nlines");
        console.DrawBar("[==  ]");
        var lines = _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        using var fault = JsonDocument.Parse(lines[0]);
        var root = fault.RootElement;
        Assert.Equal(("2026-05-04T03:02:01.070Z", "event", "fault", "a \"quoted\"\nline \\ ü"), (root.GetProperty("time").GetString(), root.GetProperty("level").GetString(), root.GetProperty("event").GetString(), root.GetProperty("text").GetString()));
        Assert.Equal((3, "NaN", 0.25, true, "/a\tb"), (root.GetProperty("step").GetInt64(), root.GetProperty("loss").GetString(), root.GetProperty("rate").GetDouble(), root.GetProperty("best").GetBoolean(), root.GetProperty("path").GetString()));
        using var note = JsonDocument.Parse(lines[1]);
        Assert.Equal("two\nlines", note.RootElement.GetProperty("text").GetString());
    }

    [Fact]
    public void A_text_with_line_ends_stays_one_line()
    {
        Open().Log(new LogEvent("data", "from a\nb\u001b[2J"));
        Assert.Equal("2026-05-04 03:02:01 from a?b?[2J\n", _error.ToString());
    }

    [Fact]
    public void The_bar_is_taken_away_before_a_line_and_not_drawn_where_nothing_is_shown()
    {
        var console = new RunConsole(_output, _error, errorIsTerminal: true, s_time);
        console.DrawBar("[==  ]");
        console.Log(new LogEvent("epoch", "done"));
        Assert.Equal("\r\u001b[K[==  ]\r\u001b[K2026-05-04 03:02:01 done\n", _error.ToString());
        Assert.False(new RunConsole(_output, _error, errorIsTerminal: true, s_time, new LogOptions(LogForm.Text, LogLevel.Warning)).HasBar);
        Assert.False(new RunConsole(_output, _error, errorIsTerminal: true, s_time, new LogOptions(LogForm.Json)).HasBar);
    }

    [Fact]
    public void Events_are_kept_whatever_is_shown_and_behind_those_that_are_there()
    {
        var console = Open(new LogOptions(LogForm.Json, LogLevel.Error));
        for (var i = 0; i < 2; i++)
        {
            using var log = console.KeepIn(_folder.Path);
            console.Log(new LogEvent("epoch", $"epoch {i}"));
            console.Log(new LogEvent("step", "step") { Level = LogLevel.Detail });
            console.Progress(new LogEvent("progress", "half"));
            log.Write(new LogEvent("failed", "no more") { Level = LogLevel.Error });
        }

        console.Log(new LogEvent("epoch", "after"));
        Assert.Equal(["epoch 0", "no more", "epoch 1", "no more"], File.ReadAllLines(_folder.File("run.log")).Select(line => line["2026-05-04 03:02:01 ".Length..]));
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void A_log_that_cannot_be_written_is_given_up_with_one_warning()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "this system has no /dev/full");
        File.CreateSymbolicLink(_folder.File("run.log"), "/dev/full");
        var console = Open();
        using (console.KeepIn(_folder.Path))
        {
            console.Log(new LogEvent("epoch", "first"));
            console.Log(new LogEvent("epoch", "second"));
        }

        var lines = _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Single(lines, line => line.Contains("warning: ", StringComparison.Ordinal) && line.Contains("run.log cannot be written (No space left on device", StringComparison.Ordinal));
        Assert.EndsWith("second", lines[^1]);
    }

    [Fact]
    public void A_log_that_cannot_be_opened_is_no_reason_to_end_a_run()
    {
        Directory.CreateDirectory(_folder.File("run.log"));
        var console = Open();
        using var log = console.KeepIn(_folder.Path);
        console.Log(new LogEvent("epoch", "first"));
        log.Write(new LogEvent("epoch", "second"));
        Assert.Matches("run.log cannot be written .*\n.* first\n$", _error.ToString());
    }

    private RunConsole Open(LogOptions? options = null) => new(_output, _error, errorIsTerminal: false, s_time, options);
}
