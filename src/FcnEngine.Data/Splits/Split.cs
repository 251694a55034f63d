using FcnEngine.Data.Sources;

namespace FcnEngine.Data.Splits;

/// <summary>Which frames train and which validate, in record order.</summary>
internal sealed record Split(IReadOnlyList<SourceFrame> Train, IReadOnlyList<SourceFrame> Val, string Rule)
{
    /// <summary>Frames the split does not name.</summary>
    public int Unlisted { get; init; }

    /// <summary>Patients that stand on both sides, sorted.</summary>
    public IReadOnlyList<string> SharedPatients { get; } =
        [.. Val.Select(frame => frame.Patient).Where(patient => patient.Length > 0)
            .Intersect(Train.Select(frame => frame.Patient), StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
