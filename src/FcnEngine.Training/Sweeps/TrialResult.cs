using System.Text.Json.Serialization;

namespace FcnEngine.Training.Sweeps;

/// <summary>What a trial came to, after each stretch it trained.</summary>
/// <param name="Index">The trial.</param>
/// <param name="Scores">In the order of their epochs.</param>
public sealed record TrialResult(int Index, IReadOnlyList<TrialScore> Scores)
{
    [JsonIgnore]
    public TrialScore Last => Scores[^1];

    /// <summary>The score once the trial has trained so many epochs, or has failed before; null where it has not.</summary>
    public TrialScore? After(int epochs) => Scores.FirstOrDefault(score => score.Epochs >= epochs || score.Failure is not null);
}

/// <summary>The evaluation of a trial's last weights on the validation part.</summary>
/// <param name="Epochs">Epochs it was to train.</param>
/// <param name="Dice">Over the whole set.</param>
/// <param name="Accuracy">Over the whole set.</param>
/// <param name="DicePerPatient">The mean over patients; null where frames do not name them.</param>
/// <param name="BestDice">The best Dice of any epoch: chosen on the very images it is measured on. Negative where none was taken.</param>
/// <param name="BestStep">The step of it.</param>
/// <param name="Failure">Why there is no score; null where there is.</param>
public sealed record TrialScore(
    int Epochs, double Dice, double Accuracy, double? DicePerPatient, double BestDice, long BestStep, string? Failure)
{
    public static TrialScore Failed(int epochs, string reason) => new(epochs, 0, 0, null, -1, 0, reason);
}
