using FcnEngine.Training.Configuration;

namespace FcnEngine.Training.Tests.Configuration;

public class SettingTableTests
{
    [Theory]
    [InlineData("learning_rate", "-1", "learning_rate must be above 0, got -1")]
    [InlineData("learning_rate", "0", "learning_rate must be above 0, got 0")]
    [InlineData("learning_rate", "NaN", "learning_rate must be a number, got 'NaN'")]
    [InlineData("decay_rate", "fast", "decay_rate must be a number, got 'fast'")]
    [InlineData("batch_size", "0", "batch_size must be at least 1, got 0")]
    [InlineData("batch_size", "1.5", "batch_size must be a whole number, got '1.5'")]
    [InlineData("num_epochs", "99999999999", "num_epochs must be at most 1000000, got 99999999999")]
    [InlineData("network", "unet", "network must be one of fc, fcn, got 'unet'")]
    [InlineData("seed", "-3", "seed must be a whole number from 0 to 18446744073709551615, got '-3'")]
    [InlineData("biases", "maybe", "biases must be true or false, got 'maybe'")]
    [InlineData("data_dir", "", "data_dir is empty")]
    public void A_value_without_sense_is_refused_in_one_line(string name, string text, string message)
    {
        var refusal = Assert.Throws<SettingException>(() => SettingTable.Find(name).With(new RunSettings(), text));
        Assert.Equal(message, refusal.Message);
    }

    [Fact]
    public void An_unknown_name_is_refused() =>
        Assert.StartsWith("learning_rte is no setting; there are network, ", Assert.Throws<SettingException>(() => SettingTable.Find("learning_rte")).Message);

    [Fact]
    public void Every_setting_reads_back_what_it_writes()
    {
        var settings = new RunSettings
        {
            Network = "fc",
            DataDir = "d",
            CheckpointDir = "c",
            LearningRate = 0.1 + 0.2,
            DecayRate = 1e-7,
            DecaySteps = 7,
            NumEpochs = 9,
            BatchSize = 3,
            Seed = ulong.MaxValue,
            Biases = true,
            Device = "cpu",
            Precision = "bf16",
            TuningFile = "t",
            Threads = 2,
            SaveEvery = SaveInterval.Parse("2epochs"),
            Keep = 5,
            EvalEvery = 0,
            Patience = 4,
            LogDir = "l",
        };
        var back = SettingTable.All.Aggregate(new RunSettings(), (read, setting) => setting.With(read, setting.Text(settings)));
        Assert.Equal(settings, back);
    }

    [Fact]
    public void Defaults_are_the_labs()
    {
        var texts = SettingTable.All.ToDictionary(setting => setting.Name, setting => setting.Text(new RunSettings()));
        Assert.Equal(("0.01", "1", "1000", "1", "1"), (texts["learning_rate"], texts["decay_rate"], texts["decay_steps"], texts["num_epochs"], texts["batch_size"]));
    }

    [Theory]
    [InlineData("500", 500L, null, null)]
    [InlineData("2epochs", null, 2, null)]
    [InlineData("30s", null, null, 30.0)]
    [InlineData("10m", null, null, 600.0)]
    [InlineData("1h", null, null, 3600.0)]
    [InlineData("2147483647m", null, null, 128849018820.0)]
    [InlineData("256204778h", null, null, 922337200800.0)]
    public void A_save_interval_is_steps_epochs_or_time(string text, long? steps, int? epochs, double? seconds)
    {
        var interval = SaveInterval.Parse(text);
        Assert.Equal((steps, epochs, seconds), (interval.Steps, interval.Epochs, interval.Time?.TotalSeconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("5 s")]
    [InlineData("5days")]
    [InlineData("s")]
    [InlineData("99999999999999999999")]
    [InlineData("256204779h")]
    [InlineData("2147483647h")]
    public void Other_save_intervals_are_refused(string text) => Assert.Throws<FormatException>(() => SaveInterval.Parse(text));
}
