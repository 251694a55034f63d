using System.Globalization;
using FcnEngine.Data.Augmentation;
using FcnEngine.Training.Runs;

namespace FcnEngine.Training.Configuration;

/// <summary>Every setting of a run, by name: command line, configuration files and checkpoints all read and write through it.</summary>
public static class SettingTable
{
    private const string Stop = "stop", Retry = "retry";

    public static IReadOnlyList<string> Devices { get; } = ["auto", "cpu", "cuda", "opencl"];

    public static IReadOnlyList<string> Precisions { get; } = ["fp32", "tf32", "bf16", "tf32x3"];

    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Choice("network", NetworkCatalog.Names, "the lab's network to train", false, s => s.Network, (s, v) => s with { Network = v }),
        Setting.Word("data_dir", "DIR", "folder with train_images.tfrecords and val_images.tfrecords", true, s => s.DataDir, (s, v) => s with { DataDir = v }),
        Setting.Word("checkpoint_dir", "DIR", "folder the run is kept in", true, s => s.CheckpointDir, (s, v) => s with { CheckpointDir = v }),
        Setting.Positive("learning_rate", "rate of the first step", s => s.LearningRate, (s, v) => s with { LearningRate = v }),
        Setting.Positive("decay_rate", "factor on the rate after every decay_steps steps", s => s.DecayRate, (s, v) => s with { DecayRate = v }),
        Setting.Count("decay_steps", "steps between two decays", false, 1, long.MaxValue, s => s.DecaySteps, (s, v) => s with { DecaySteps = v }),
        Setting.Count("num_epochs", "passes over the training images", true, 1, 1_000_000, s => s.NumEpochs, (s, v) => s with { NumEpochs = (int)v }),
        Setting.Count("batch_size", "images in one step", false, 1, 65_536, s => s.BatchSize, (s, v) => s with { BatchSize = (int)v }),
        Seed(),
        Setting.Switch("biases", "give the layers biases, which the lab's have not", s => s.Biases, (s, v) => s with { Biases = v }),
        Augment(),
        Setting.Choice("device", Devices, "where to compute; auto takes the best there is", true, s => s.Device, (s, v) => s with { Device = v }),
        // Fixed: a run is of one accuracy class from its first step to its last, and its results are told as of that class.
        Setting.Choice("precision", Precisions, "how exactly a GPU multiplies: as float does, to 5e-4, to 1e-2, or (tf32x3) as float does with less error in more time; a CPU only as float", false, s => s.Precision, (s, v) => s with { Precision = v }),
        Setting.Word("tuning_file", "FILE", "choices of GPU kernels that fcn tune made, none for the models'; without it those in the user's cache folder", true, s => s.TuningFile, (s, v) => s with { TuningFile = v }),
        Setting.Count("threads", "CPU threads, 0 for every core", true, 0, 1024, s => s.Threads, (s, v) => s with { Threads = (int)v }),
        SaveEvery(),
        Setting.Count("keep", "newest checkpoints to keep beside the best", true, 1, 1_000_000, s => s.Keep, (s, v) => s with { Keep = (int)v }),
        Setting.Count("eval_every", "epochs between evaluations on the validation part, 0 for none", true, 0, 1_000_000, s => s.EvalEvery, (s, v) => s with { EvalEvery = (int)v }),
        Setting.Count("patience", "epochs without a better validation Dice that end the training, 0 for never", true, 0, 1_000_000, s => s.Patience, (s, v) => s with { Patience = (int)v }),
        Setting.Choice("on_nan", [Stop, Retry], "on a value that is not finite: end, or go back to the last good checkpoint with half the rate", true, s => s.RetriesFaults ? Retry : Stop, (s, v) => s with { RetriesFaults = v == Retry }),
        Setting.Word("log_dir", "DIR", "folder for TensorBoard, none for no logs; without it checkpoint_dir/logs", true, s => s.LogDir, (s, v) => s with { LogDir = v }),
    ];

    private static Dictionary<string, Setting> ByName { get; } = All.ToDictionary(setting => setting.Name);

    /// <exception cref="SettingException">There is no such setting.</exception>
    public static Setting Find(string name) =>
        ByName.TryGetValue(name, out var setting) ? setting
            : throw new SettingException(name, $"is no setting; there are {string.Join(", ", All.Select(known => known.Name))}");

    private static Setting Seed() => new(
        "seed", "N", "names first weights, shuffling and dropout", MayChange: false,
        settings => settings.Seed.ToString(CultureInfo.InvariantCulture), (settings, text) =>
            ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? settings with { Seed = seed }
                : throw new SettingException("seed", $"must be a whole number from 0 to {ulong.MaxValue}, got '{text}'"));

    private static Setting Augment() => new(
        "augment", Setting.ListValue, $"change the training frames anew in every epoch: none, all, or some of {string.Join(',', AugmentationSet.Names)}", MayChange: false,
        settings => AugmentationSet.Text(settings.Augment), (settings, text) =>
        {
            try
            {
                return settings with { Augment = AugmentationSet.Parse(text) };
            }
            catch (FormatException refusal)
            {
                throw new SettingException("augment", $"{refusal.Message}, got '{text}'");
            }
        });

    private static Setting SaveEvery() => new(
        "save_every", "N|Nepochs|Ns|Nm", "steps, epochs or time between checkpoints", MayChange: true,
        settings => settings.SaveEvery.Text, (settings, text) =>
        {
            try
            {
                return settings with { SaveEvery = SaveInterval.Parse(text) };
            }
            catch (FormatException refusal)
            {
                throw new SettingException("save_every", $"{refusal.Message}, got '{text}'");
            }
        });
}
