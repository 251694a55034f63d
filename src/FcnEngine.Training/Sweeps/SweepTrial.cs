using System.Text.Json.Serialization;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Training.Sweeps;

/// <summary>One training run of a sweep: a setting with a seed.</summary>
/// <param name="Index">Its place in the list of trials, from 0.</param>
/// <param name="Setting">Which setting it tries, from 0; the trials of one setting differ in the seed.</param>
/// <param name="Seed">First weights and order of images.</param>
/// <param name="Values">The setting, value by name; the same names in every trial of a sweep.</param>
public sealed record SweepTrial(int Index, int Setting, ulong Seed, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The network of a sweep that names none.</summary>
    private const string DefaultNetwork = "fcn";

    /// <summary>The setting in words.</summary>
    [JsonIgnore]
    public string Label => $"{string.Join(", ", Values.Select(pair => $"{pair.Key} {pair.Value}"))}, seed {Seed}";

    /// <summary>The settings of the run, but for its folders and its device.</summary>
    [JsonIgnore]
    public RunSettings Settings => Of(Values) with { Seed = Seed };

    /// <summary>Values by name -> settings, the rest being the defaults.</summary>
    public static RunSettings Of(IEnumerable<KeyValuePair<string, string>> values) => values.Aggregate(
        new RunSettings { Network = DefaultNetwork }, (settings, pair) => SettingTable.Find(pair.Key).With(settings, pair.Value));
}
