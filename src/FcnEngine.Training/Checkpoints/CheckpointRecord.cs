using System.Globalization;
using FcnEngine.Data;
using FcnEngine.Training.Events;

namespace FcnEngine.Training.Checkpoints;

/// <summary>What a checkpoint says beside the weights: enough to go on exactly, and to refuse to go on with something else.</summary>
/// <param name="Network">The network's name.</param>
/// <param name="State">Where the run stood.</param>
/// <param name="Settings">The run's settings by name, as <see cref="Configuration.SettingTable"/> writes them.</param>
/// <param name="DataChecksum">The SHA-256 of the training images; see <see cref="Runs.DataChecksum"/>.</param>
public sealed record CheckpointRecord(string Network, RunState State, IReadOnlyDictionary<string, string> Settings, string DataChecksum)
{
    private const string Format = "fcn-engine checkpoint 1", SettingPrefix = "setting.";

    /// <summary>The texts of the file's metadata. No time is among them: the same run writes the same bytes.</summary>
    internal IEnumerable<(string Key, string Value)> ToMetadata()
    {
        yield return ("format", Format);
        yield return ("network", Network);
        yield return ("step", Text(State.Step));
        yield return ("epoch", Text(State.Epoch));
        yield return ("batch", Text(State.Batch));
        yield return ("epoch_loss_sum", Text(State.EpochLossSum));
        yield return ("epoch_images", Text(State.EpochImages));
        yield return ("best_dice", Text(State.BestDice));
        yield return ("best_step", Text(State.BestStep));
        yield return ("rate_scale", Text(State.RateScale));
        yield return ("data_sha256", DataChecksum);
        foreach (var (name, value) in Settings) yield return (SettingPrefix + name, value);
    }

    /// <exception cref="DataException">A text is missing or makes no sense.</exception>
    internal static CheckpointRecord FromMetadata(IReadOnlyDictionary<string, string> metadata, string path)
    {
        if (Find("format") != Format) throw Fault($"has format '{Find("format")}', this program reads '{Format}'");
        var state = new RunState(
            Count("step"), (int)Count("epoch", int.MaxValue), (int)Count("batch", int.MaxValue), Number("epoch_loss_sum"), Count("epoch_images"),
            Number("best_dice"), Count("best_step"), Number("rate_scale"));
        var settings = metadata.Where(pair => pair.Key.StartsWith(SettingPrefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[SettingPrefix.Length..], pair => pair.Value);
        return new CheckpointRecord(Find("network"), state, settings, Find("data_sha256"));

        string Find(string key) => metadata.TryGetValue(key, out var text) ? text : throw Fault($"does not say its {key}");

        long Count(string key, long most = long.MaxValue) =>
            long.TryParse(Find(key), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= most ? count
                : throw Fault($"has '{Find(key)}' for its {key}");

        double Number(string key) =>
            double.TryParse(Find(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
                : throw Fault($"has '{Find(key)}' for its {key}");

        DataException Fault(string problem) => new(path, problem, SafetensorsHeader.Remedy, SafetensorsHeader.LengthBytes);
    }

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);

    // The shortest text that reads back as the same bits.
    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
