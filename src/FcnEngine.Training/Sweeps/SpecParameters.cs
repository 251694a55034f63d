using System.Globalization;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Training.Sweeps;

/// <summary>The parameters, settings and seeds of a spec's file. Values are checked by the settings they belong to.</summary>
internal static class SpecParameters
{
    private const int MostSteps = 1000;

    /// <summary>What a sweep may vary: what decides a run's result, but for the seed, which has a key of its own.</summary>
    private static readonly string[] s_names =
        ["network", "learning_rate", "decay_rate", "decay_steps", "num_epochs", "batch_size", "biases", "augment", "eval_every", "patience", "save_every", "keep", "on_nan"];

    /// <summary><c>name: value</c>, <c>name: [values]</c>, or <c>name: {from, to, steps, scale}</c>.</summary>
    public static SweepParameter Read(string name, YamlValue node) => node switch
    {
        YamlValue.Mapping => new SweepParameter(name, [], Range(name, node)),
        YamlValue.Sequence => new SweepParameter(name, [.. node.List(name).Select(value => Value(name, value))]),
        _ => new SweepParameter(name, [Value(name, node)]),
    };

    public static IReadOnlyDictionary<string, string> ReadSetting(YamlValue node) =>
        node.Map("an entry of include").ToDictionary(pair => pair.Key, pair => Value(pair.Key, pair.Value));

    /// <summary>A list of seeds, or <c>{from, to}</c>.</summary>
    public static IReadOnlyList<ulong> ReadSeeds(YamlValue node)
    {
        if (node is not YamlValue.Mapping) return [.. node.List("seeds").Select(seed => (ulong)seed.Whole("a seed", 0, long.MaxValue)).Distinct()];
        var (from, to) = (-1L, -1L);
        foreach (var (key, value) in node.Map("seeds"))
        {
            if (key == "from") from = value.Whole(key, 0, long.MaxValue);
            else if (key == "to") to = value.Whole(key, 0, long.MaxValue);
            else throw value.Fault($"seeds has no '{key}'", "write seeds: [1, 2] or seeds: {from: 1, to: 5}");
        }

        if (from < 0 || to < from || to - from >= MostSteps) throw node.Fault($"seeds must have a from and a to, at most {MostSteps} of them", "write seeds: {from: 1, to: 5}");
        return [.. Enumerable.Range(0, (int)(to - from) + 1).Select(offset => (ulong)from + (ulong)offset)];
    }

    private static SweepRange Range(string name, YamlValue node)
    {
        double? from = null, to = null;
        var (steps, logarithmic) = (0, false);
        foreach (var (key, value) in node.Map(name))
        {
            switch (key)
            {
                case "from":
                    from = value.Number("from");
                    break;
                case "to":
                    to = value.Number("to");
                    break;
                case "steps":
                    steps = (int)value.Whole("steps", 2, MostSteps);
                    break;
                case "scale":
                    logarithmic = value.Text("scale") is "log" ? true
                        : value.Text("scale") is "linear" ? false : throw value.Fault($"scale must be linear or log, got '{value.Text(key)}'", "choose one");
                    break;
                default:
                    throw value.Fault($"a range has no '{key}'", "write {from: 0.01, to: 0.1, steps: 3, scale: log}");
            }
        }

        if (from is not { } low || to is not { } high || high <= low || (logarithmic && low <= 0))
            throw node.Fault($"the range of {name} must go from a number to a larger one, with scale log from above 0", "write {from: 0.01, to: 0.1, steps: 3, scale: log}");
        Value(name, low.ToString("R", CultureInfo.InvariantCulture), node);
        Value(name, high.ToString("R", CultureInfo.InvariantCulture), node);
        return new SweepRange(low, high, steps, logarithmic, SettingTable.Find(name).Value == "N");
    }

    private static string Value(string name, YamlValue node) => Value(name, node.Text(name), node);

    /// <returns>The value as the setting itself writes it, so that 0.1 and 1e-1 are one.</returns>
    private static string Value(string name, string text, YamlValue node)
    {
        if (!s_names.Contains(name)) throw node.Fault($"'{name}' is nothing a sweep varies; there are {string.Join(", ", s_names)}", name == "seed" ? "list the seeds under seeds" : "remove it");
        try
        {
            var setting = SettingTable.Find(name);
            return setting.Text(setting.With(new RunSettings(), text));
        }
        catch (SettingException refusal)
        {
            throw node.Fault(refusal.Message, "correct it");
        }
    }
}
