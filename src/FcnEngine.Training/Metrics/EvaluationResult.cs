namespace FcnEngine.Training.Metrics;

/// <summary>What an evaluation found, over the whole set at once, by frame and by patient.</summary>
public sealed record EvaluationResult(ConfusionCounts Counts, int Images, TimeSpan Duration)
{
    /// <summary>Every frame of the set in its order.</summary>
    public IReadOnlyList<FrameScore> Frames { get; init; } = [];

    public double Accuracy => Counts.Accuracy;

    public double Dice => Counts.Dice;

    public double Precision => Counts.Precision;

    public double Recall => Counts.Recall;

    /// <summary>The Dice over all pixels of each patient's frames, in the order of their names; empty where no frame names its patient.</summary>
    public IReadOnlyDictionary<string, double> DiceOfPatients => Frames.Where(frame => frame.Patient.Length > 0)
        .GroupBy(frame => frame.Patient, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Aggregate(default(ConfusionCounts), (sum, frame) => sum + frame.Counts).Dice);

    /// <summary>Mean and deviation of <see cref="DiceOfPatients"/>, every patient weighing the same.</summary>
    public Spread? DicePerPatient => Spread.Of([.. DiceOfPatients.Values]);

    /// <summary>Mean and deviation over the frames that have a distance, mm.</summary>
    public Spread? Hausdorff95 => Spread.Of([.. Distances.Select(distance => distance.Hausdorff95)]);

    /// <summary>Mean and deviation over the frames that have a distance, mm.</summary>
    public Spread? MeanContourDistance => Spread.Of([.. Distances.Select(distance => distance.Mean)]);

    private IEnumerable<ContourDistance> Distances => Frames.Select(frame => frame.Distance).OfType<ContourDistance>();

    /// <summary>The result of a set whose frames were scored.</summary>
    public static EvaluationResult Of(IReadOnlyList<FrameScore> frames, TimeSpan duration) =>
        new(frames.Aggregate(default(ConfusionCounts), (sum, frame) => sum + frame.Counts), frames.Count, duration) { Frames = frames };
}
