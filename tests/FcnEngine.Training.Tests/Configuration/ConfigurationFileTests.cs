using System.Text;
using FcnEngine.Data;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Report;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Configuration;

public class ConfigurationFileTests
{
    [Fact]
    public void Settings_of_a_file_take_the_place_of_the_defaults()
    {
        var settings = Parse("""
            # the lab's recipe
            network: fcn
            learning_rate: 3e-2
            biases: true
            seed: 18446744073709551615
            save_every: 2epochs
            augment: [rotate, flip]
            data_dir: "my data: 1"
            """).Over(new RunSettings { NumEpochs = 7, Seed = 3 });
        Assert.Equal(("fcn", 0.03, true, ulong.MaxValue, "2epochs", "my data: 1", 7), (settings.Network, settings.LearningRate, settings.Biases, settings.Seed, settings.SaveEvery.Text, settings.DataDir, settings.NumEpochs));
        Assert.Equal("flip,rotate", SettingTable.Find("augment").Text(settings));
    }

    [Fact]
    public void Json_is_read_too() =>
        Assert.Equal((0.5, 4, true), Parse("""{"learning_rate": 0.5, "batch_size": 4, "biases": true}""").Over(new RunSettings()) is var settings ? (settings.LearningRate, settings.BatchSize, settings.Biases) : default);

    [Theory]
    [InlineData("learning_rte: 1", "learning_rte is no setting; there are network, ", 1)]
    [InlineData("\nfresh: true", "fresh is no setting; there are ", 2)]
    [InlineData("seed: 1\nseed: 2", "names 'seed' twice", 2)]
    [InlineData("{\"seed\": 1,\n\n \"seed\": 1}", "names 'seed' twice", 3)]
    [InlineData("seed: 1\nlearning_rate: -1", "learning_rate must be above 0, got -1", 2)]
    [InlineData("batch_size: 0.5", "batch_size must be a whole number, got '0.5'", 1)]
    [InlineData("biases: yes", "biases must be true or false, got 'yes'", 1)]
    [InlineData("network: fcn\ndata_dir:\n", "data_dir has no value", 2)]
    [InlineData("data_dir: ~", "data_dir has no value", 1)]
    [InlineData("data_dir: null", "data_dir has no value", 1)]
    [InlineData("data_dir: ''", "data_dir has no value", 1)]
    [InlineData("learning_rate: [0.1, 0.2]", "learning_rate must be one value", 1)]
    [InlineData("learning_rate:\n  rate: 0.1", "learning_rate must be one value", 2)]
    [InlineData("augment: [flip, shear]", "augment must be none, all, or some of ", 1)]
    [InlineData("? [seed]\n: 1", "a key must be one value", 1)]
    [InlineData("- seed", "the file must be pairs of name and value", 1)]
    [InlineData("seed", "the file must be pairs of name and value", 1)]
    public void What_makes_no_sense_is_refused_with_its_line(string text, string problem, long line)
    {
        var refusal = Assert.Throws<DataException>(() => Parse(text));
        Assert.StartsWith($"run.yaml: {problem}", refusal.Message);
        Assert.Equal(line, refusal.Line);
    }

    [Fact]
    public void What_a_run_writes_of_its_settings_reads_back_the_same()
    {
        using var folder = new TempFolder();
        var settings = new RunSettings
        {
            Network = "fc",
            DataDir = "/data/# with: 'quotes', \"both\", a \\ and a tab\t",
            CheckpointDir = "/run ünïcode \ud83e\udec0/~",
            LearningRate = 0.1 + 0.2,
            DecayRate = 1e-7,
            DecaySteps = long.MaxValue,
            Seed = ulong.MaxValue,
            Biases = true,
            Augment = Data.Augmentation.Augmentations.All,
            SaveEvery = SaveInterval.Parse("10m"),
            LogDir = "none",
        };
        using var device = SmallRun.OpenDevice();
        RunManifest.Of(settings, device, DateTimeOffset.UnixEpoch).Write(folder.Path);
        Assert.Equal(settings, ConfigurationFile.Read(folder.File("config.yaml")).Over(new RunSettings()));
    }

    [Fact]
    public void A_setting_that_is_empty_is_left_out_of_what_a_run_writes()
    {
        using var folder = new TempFolder();
        using var device = SmallRun.OpenDevice();
        RunManifest.Of(new RunSettings { Network = "fc", DataDir = "/d", CheckpointDir = "/c" }, device, DateTimeOffset.UnixEpoch).Write(folder.Path);
        Assert.DoesNotContain("log_dir", File.ReadAllText(folder.File("config.yaml")));
        Assert.Equal("", ConfigurationFile.Read(folder.File("config.yaml")).Over(new RunSettings()).LogDir);
    }

    private static ConfigurationFile Parse(string text) => ConfigurationFile.Parse(Encoding.UTF8.GetBytes(text), "run.yaml");
}
