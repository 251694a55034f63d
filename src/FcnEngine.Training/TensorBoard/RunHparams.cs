using System.Globalization;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Training.TensorBoard;

/// <summary>The settings of runs as columns of TensorBoard's hparams table, beside their last Dice, accuracy and loss.</summary>
public static class RunHparams
{
    private static readonly string[] s_columns =
        ["network", "learning_rate", "decay_rate", "decay_steps", "num_epochs", "batch_size", "biases", "augment", "precision", "seed"];

    private static readonly HparamMetric[] s_metrics =
    [
        new($"../{RunLog.EvalRun}", "dice", OnValidation: true),
        new($"../{RunLog.EvalRun}", "accuracy", OnValidation: true),
        new("", "loss", OnValidation: false),
    ];

    /// <summary>The columns with the values that some runs have.</summary>
    public static SummaryValue Experiment(IReadOnlyCollection<RunSettings> runs) => Hparams.Experiment(
        s_columns.Select(name => (name, (IReadOnlyList<HparamValue>)[.. runs.Select(settings => ValueOf(name, settings)).Distinct()])), s_metrics);

    /// <summary>One run's settings; runs that differ in nothing but the seed are one group.</summary>
    public static SummaryValue SessionStart(RunSettings settings, DateTimeOffset time) => Hparams.SessionStart(
        s_columns.Select(name => KeyValuePair.Create(name, ValueOf(name, settings))),
        string.Join(' ', s_columns.Where(name => name != "seed").Select(name => $"{name}={SettingTable.Find(name).Text(settings)}")), time);

    private static HparamValue ValueOf(string name, RunSettings settings)
    {
        var text = SettingTable.Find(name).Text(settings);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : text;
    }
}
