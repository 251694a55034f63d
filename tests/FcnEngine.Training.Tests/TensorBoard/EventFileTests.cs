using System.Text.Json;
using FcnEngine.Data;
using FcnEngine.Data.Images;
using FcnEngine.Training.TensorBoard;

namespace FcnEngine.Training.Tests.TensorBoard;

/// <summary>Event files as the independent reader sees them.</summary>
public sealed class EventFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fcn-events-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_name_is_the_one_TensorBoard_looks_for_and_the_first_event_is_the_version()
    {
        using (EventFileWriter.Create(_folder, new FixedTime()))
        {
        }

        var path = EventDecoder.FileIn(_folder);
        Assert.Matches(@"^events\.out\.tfevents\.1500000000\..+\.\d+\.0$", Path.GetFileName(path));
        var version = Assert.Single(EventDecoder.Decode(path));
        Assert.Equal("brain.Event:2", version.GetProperty("file_version").GetString());
        Assert.Equal(1500000000.25, version.GetProperty("wall_time").GetDouble());
    }

    [Fact]
    public void A_second_file_of_the_same_second_or_an_earlier_one_gets_a_name_that_comes_later()
    {
        using var first = EventFileWriter.Create(_folder, new FixedTime());
        using var second = EventFileWriter.Create(_folder, new FixedTime());
        using var third = EventFileWriter.Create(_folder, new FixedTime { Unix = 1_400_000_000 });
        Assert.Equal([first.Path, second.Path, third.Path], Directory.GetFiles(_folder).Order(StringComparer.Ordinal));
        Assert.Contains(".1500000000.", first.Path);
        Assert.Contains(".1500000002.", third.Path);
    }

    [Fact]
    public void Scalars_come_back_with_step_tag_and_the_same_bits()
    {
        using (var file = EventFileWriter.Create(_folder))
        {
            file.Write(0, SummaryValue.Scalar("loss", 0.1f), SummaryValue.Scalar("learning_rate", 0.03f));
            file.Write(23_400, SummaryValue.Scalar("loss", 1e-30f));
        }

        var events = EventDecoder.Decode(EventDecoder.FileIn(_folder));
        Assert.Equal(3, events.Count);
        Assert.Equal(["loss", "learning_rate"], Values(events[1]).Select(value => value.GetProperty("tag").GetString()));
        Assert.Equal([0.1f, 0.03f], Values(events[1]).Select(ScalarOf));
        Assert.False(events[1].TryGetProperty("step", out _));
        Assert.Equal("23400", events[2].GetProperty("step").GetString());
        Assert.Equal(1e-30f, ScalarOf(Values(events[2])[0]));
        var metadata = Values(events[1])[0].GetProperty("metadata");
        Assert.Equal("scalars", metadata.GetProperty("plugin_data").GetProperty("plugin_name").GetString());
        Assert.Equal("SCALAR", metadata.GetProperty("data_class").GetString());
        Assert.Empty(Extents(Values(events[1])[0].GetProperty("tensor")));
    }

    [Fact]
    public void An_image_is_width_height_and_a_PNG()
    {
        var png = PngWriter.EncodeGray(2, 3, [0, 50, 100, 150, 200, 250]);
        using (var file = EventFileWriter.Create(_folder)) file.Write(7, SummaryValue.Image("frames", 2, 3, png));
        var value = Assert.Single(Values(EventDecoder.Decode(EventDecoder.FileIn(_folder))[1]));
        var strings = value.GetProperty("tensor").GetProperty("string_val").EnumerateArray().Select(text => text.GetBytesFromBase64()).ToArray();
        Assert.Equal([3], Extents(value.GetProperty("tensor")));
        Assert.Equal("3"u8.ToArray(), strings[0]);
        Assert.Equal("2"u8.ToArray(), strings[1]);
        Assert.Equal(png, strings[2]);
        Assert.Equal("BLOB_SEQUENCE", value.GetProperty("metadata").GetProperty("data_class").GetString());
    }

    [Fact]
    public void A_histogram_is_a_row_a_bucket_with_left_right_and_count()
    {
        // Four buckets of width 0.5 over [0, 2]; the last one holds its right bound.
        var buckets = HistogramBuckets.Of([0, 0.25f, 0.5f, 1.9f, 2, float.NaN], count: 4);
        using (var file = EventFileWriter.Create(_folder)) file.Write(1, SummaryValue.Histogram("weights", buckets));
        var value = Assert.Single(Values(EventDecoder.Decode(EventDecoder.FileIn(_folder))[1]));
        Assert.Equal([4, 3], Extents(value.GetProperty("tensor")));
        Assert.Equal(
            [0, 0.5f, 2, 0.5f, 1, 1, 1, 1.5f, 0, 1.5f, 2, 2],
            value.GetProperty("tensor").GetProperty("float_val").EnumerateArray().Select(number => number.GetSingle()));
        Assert.Equal("histograms", PluginOf(value));
    }

    [Fact]
    public void Text_is_kept_letter_by_letter()
    {
        using (var file = EventFileWriter.Create(_folder)) file.Write(0, SummaryValue.Text("settings", "| a | 심실 |"));
        var value = Assert.Single(Values(EventDecoder.Decode(EventDecoder.FileIn(_folder))[1]));
        Assert.Equal("| a | 심실 |"u8.ToArray(), value.GetProperty("tensor").GetProperty("string_val")[0].GetBytesFromBase64());
        Assert.Equal("text", PluginOf(value));
    }

    [Fact]
    public void A_restart_is_a_session_start_at_its_step()
    {
        using (var file = EventFileWriter.Create(_folder)) file.WriteRestart(468);
        var restart = EventDecoder.Decode(EventDecoder.FileIn(_folder))[1];
        Assert.Equal("468", restart.GetProperty("step").GetString());
        Assert.Equal("START", restart.GetProperty("session_log").GetProperty("status").GetString());
    }

    [Fact]
    public void Settings_and_their_metrics_make_the_hparams_table()
    {
        using (var file = EventFileWriter.Create(_folder, new FixedTime()))
        {
            file.Write(
                0,
                Hparams.Experiment([("learning_rate", [0.01, 0.03]), ("network", ["fcn"])], [new HparamMetric("../eval", "dice", OnValidation: true)]),
                Hparams.SessionStart([new("learning_rate", 0.03), new("network", "fcn")], "learning_rate=0.03", new FixedTime().GetUtcNow()),
                Hparams.SessionEnd(succeeded: true, new FixedTime().GetUtcNow()));
        }

        var values = Values(EventDecoder.Decode(EventDecoder.FileIn(_folder))[1]);
        Assert.Equal(
            ["_hparams_/experiment", "_hparams_/session_start_info", "_hparams_/session_end_info"], values.Select(value => value.GetProperty("tag").GetString()));
        Assert.All(values, value => Assert.Equal("hparams", PluginOf(value)));
        // The plugin wants a float tensor of shape [0].
        Assert.All(values, value => Assert.Equal([0], Extents(value.GetProperty("tensor"))));
        var experiment = values[0].GetProperty("hparams").GetProperty("experiment");
        var rate = experiment.GetProperty("hparam_infos")[0];
        Assert.Equal("FLOAT64", rate.GetProperty("type").GetString());
        Assert.Equal([0.01, 0.03], rate.GetProperty("domain_discrete").GetProperty("values").EnumerateArray().Select(number => number.GetProperty("number_value").GetDouble()));
        Assert.Equal("STRING", experiment.GetProperty("hparam_infos")[1].GetProperty("type").GetString());
        Assert.Equal("../eval", experiment.GetProperty("metric_infos")[0].GetProperty("name").GetProperty("group").GetString());
        var start = values[1].GetProperty("hparams").GetProperty("session_start_info");
        Assert.Equal(0.03, start.GetProperty("hparams").GetProperty("learning_rate").GetProperty("number_value").GetDouble());
        Assert.Equal("learning_rate=0.03", start.GetProperty("group_name").GetString());
        Assert.Equal("SUCCESS", values[2].GetProperty("hparams").GetProperty("session_end_info").GetProperty("status").GetString());
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named_with_a_remedy()
    {
        var file = Path.Combine(_folder, "taken");
        File.WriteAllText(file, "");
        var refusal = Assert.Throws<DataException>(() => EventFileWriter.Create(Path.Combine(file, "train")));
        Assert.Contains("--log_dir", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_an_error_naming_the_file()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.Read, 0);
        var refusal = Assert.Throws<DataException>(() => new EventFileWriter(full, "full", TimeProvider.System));
        Assert.StartsWith("full: cannot be written (", refusal.Message, StringComparison.Ordinal);
    }

    private static JsonElement[] Values(JsonElement shown) => [.. shown.GetProperty("summary").GetProperty("value").EnumerateArray()];

    private static float ScalarOf(JsonElement value) => value.GetProperty("tensor").GetProperty("float_val")[0].GetSingle();

    private static string? PluginOf(JsonElement value) => value.GetProperty("metadata").GetProperty("plugin_data").GetProperty("plugin_name").GetString();

    private static int[] Extents(JsonElement tensor) =>
        tensor.GetProperty("tensor_shape").TryGetProperty("dim", out var dimensions)
            ? [.. dimensions.EnumerateArray().Select(dimension => dimension.TryGetProperty("size", out var size) ? int.Parse(size.GetString()!, null) : 0)]
            : [];

    private sealed class FixedTime : TimeProvider
    {
        public long Unix { get; init; } = 1_500_000_000;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Unix * 1000 + 250);
    }
}
