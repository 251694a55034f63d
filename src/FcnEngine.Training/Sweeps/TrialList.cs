using FcnEngine.Data.Randomness;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Training.Sweeps;

/// <summary>
/// A spec -> its trials, always the same and in the same order: setting after setting as the method finds them (in a grid the last
/// parameter changes fastest), then those of <c>include</c>, each with every seed. A setting that comes twice counts once.
/// </summary>
public static class TrialList
{
    private const int MostTrials = 100_000;

    /// <summary>A draw that hits what was drawn before is repeated so often; small spaces have no more to give.</summary>
    private const int MostRepeats = 1000;

    /// <exception cref="RunException">There are more trials than anyone can mean.</exception>
    public static IReadOnlyList<SweepTrial> Of(SweepSpec spec)
    {
        string[] columns = [.. spec.Parameters.Select(parameter => parameter.Name).Concat(spec.Include.SelectMany(setting => setting.Keys)).Distinct()];
        var known = new HashSet<string>();
        var settings = new List<IReadOnlyDictionary<string, string>>();
        foreach (var found in (spec.Draws > 0 ? Drawn(spec) : Combined(spec)).Concat(spec.Include.Select(setting => Completed(spec, setting))))
        {
            var run = SweepTrial.Of(found);
            var values = columns.Select(name => KeyValuePair.Create(name, SettingTable.Find(name).Text(run))).ToArray();
            if (known.Add(Key(values))) settings.Add(new Dictionary<string, string>(values));
            if (settings.Count * (long)spec.Seeds.Count > MostTrials) throw new RunException($"the sweep has more than {MostTrials} trials; use fewer values, or draws with method: random");
        }

        return [.. settings.SelectMany((values, setting) => spec.Seeds.Select((seed, place) => new SweepTrial(setting * spec.Seeds.Count + place, setting, seed, values)))];
    }

    private static IEnumerable<KeyValuePair<string, string>[]> Combined(SweepSpec spec)
    {
        if (spec.Parameters.Count == 0) return [];
        IEnumerable<KeyValuePair<string, string>[]> found = [[]];
        foreach (var parameter in spec.Parameters)
            found = found.SelectMany(begun => parameter.Points.Select(point => (KeyValuePair<string, string>[])[.. begun, KeyValuePair.Create(parameter.Name, point)]));
        return found;
    }

    private static IEnumerable<KeyValuePair<string, string>[]> Drawn(SweepSpec spec)
    {
        var random = new RandomStream(spec.DrawSeed, StreamPurpose.SweepDraw, 0);
        var known = new HashSet<string>();
        for (var repeats = 0; known.Count < spec.Draws && repeats < MostRepeats;)
        {
            KeyValuePair<string, string>[] drawn = [.. spec.Parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Draw(random)))];
            if (!known.Add(Key(drawn)))
            {
                repeats++;
                continue;
            }

            repeats = 0;
            yield return drawn;
        }
    }

    /// <summary>A setting of include has the values that do not vary in the sweep, unless it says otherwise.</summary>
    private static KeyValuePair<string, string>[] Completed(SweepSpec spec, IReadOnlyDictionary<string, string> setting) =>
        [.. spec.Parameters.Where(parameter => parameter is { Range: null, Values.Count: 1 } && !setting.ContainsKey(parameter.Name))
            .Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Values[0])), .. setting];

    private static string Key(IEnumerable<KeyValuePair<string, string>> values) => string.Join('\n', values.Select(pair => pair.Value));
}
