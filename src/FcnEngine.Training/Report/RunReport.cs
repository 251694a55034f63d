namespace FcnEngine.Training.Report;

/// <summary>All that the report of a run says, as values; <see cref="Pages.RunPage"/> makes HTML of it.</summary>
/// <param name="Files">What the run's files say.</param>
/// <param name="Evaluation">What its checkpoints make of the validation part; null where there are no records or no weights.</param>
/// <param name="Omissions">What is left out, and why.</param>
/// <param name="MadeBy">Engine, runtime, system, device and time of the report itself.</param>
public sealed record RunReport(RunFiles Files, RunEvaluation? Evaluation, IReadOnlyList<Omission> Omissions, IReadOnlyDictionary<string, string> MadeBy)
{
    /// <summary>What a reader has to know of a figure that was chosen by the set it is measured on.</summary>
    public const string ChoiceNote =
        "The best checkpoint is the one with the highest Dice on the validation part, so its figures were chosen on the very images they are measured on and flatter the network. " +
        "The newest checkpoint was not chosen by any figure. The validation part is no test set: a setting that was picked by looking at this report was picked by it too.";

    public override string ToString() => string.Join('\n',
        [Files.ToString(), .. Evaluation is null ? Array.Empty<string>() : [Evaluation.ToString()], .. Omissions.Except(Files.Omissions).Select(omission => omission.ToString())]);
}
