using FcnEngine.Data.Augmentation;
using FcnEngine.Optimizers;

namespace FcnEngine.Training.Configuration;

/// <summary>All that decides a training run. Names on the command line and in files are those of <see cref="SettingTable"/>.</summary>
public sealed record RunSettings
{
    /// <summary><c>fc</c> or <c>fcn</c>; see <see cref="Runs.NetworkCatalog"/>. Empty where nobody chose one.</summary>
    public string Network { get; init; } = "";

    /// <summary>The folder with the records.</summary>
    public string DataDir { get; init; } = "";

    /// <summary>The folder the run is kept in.</summary>
    public string CheckpointDir { get; init; } = "";

    public double LearningRate { get; init; } = 0.01;

    public double DecayRate { get; init; } = 1.0;

    public long DecaySteps { get; init; } = 1000;

    public int NumEpochs { get; init; } = 1;

    public int BatchSize { get; init; } = 1;

    public ulong Seed { get; init; }

    public bool Biases { get; init; }

    /// <summary>How training frames are changed from epoch to epoch.</summary>
    public Augmentations Augment { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>opencl</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary><c>fp32</c>, <c>tf32</c> or <c>bf16</c>: what a GPU may make of a float before it multiplies; results and sums are float.</summary>
    public string Precision { get; init; } = "fp32";

    /// <summary>The measured kernel choices a GPU goes by; empty for the user's own, <c>none</c> for those of the models.</summary>
    public string TuningFile { get; init; } = "";

    /// <summary>CPU threads; 0 for every core.</summary>
    public int Threads { get; init; }

    public SaveInterval SaveEvery { get; init; } = SaveInterval.Parse("60s");

    /// <summary>Checkpoints kept beside the newest and the best.</summary>
    public int Keep { get; init; } = 3;

    /// <summary>Epochs between evaluations on the validation part; 0 for none.</summary>
    public int EvalEvery { get; init; } = 1;

    /// <summary>Epochs without a better Dice on the validation part after which training ends; 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>Whether a run goes back to its last good checkpoint with a smaller rate when a value is not finite, instead of ending.</summary>
    public bool RetriesFaults { get; init; }

    /// <summary>The folder of TensorBoard's event files; empty for <c>logs</c> in <see cref="CheckpointDir"/>, <c>none</c> for no such files.</summary>
    public string LogDir { get; init; } = "";

    public ExponentialDecay Schedule => new(LearningRate, DecayRate, DecaySteps);
}
