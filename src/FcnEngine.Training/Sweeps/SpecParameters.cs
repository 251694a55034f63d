using System.Globalization;
using FcnEngine.Training.Configuration;
using YamlDotNet.RepresentationModel;

namespace FcnEngine.Training.Sweeps;

/// <summary>The parameters, settings and seeds of a spec's file. Values are checked by the settings they belong to.</summary>
internal static class SpecParameters
{
    private const int MostSteps = 1000;

    /// <summary>What a sweep may vary: what decides a run's result, but for the seed, which has a key of its own.</summary>
    private static readonly string[] s_names =
        ["network", "learning_rate", "decay_rate", "decay_steps", "num_epochs", "batch_size", "biases", "eval_every", "patience", "save_every", "keep"];

    /// <summary><c>name: value</c>, <c>name: [values]</c>, or <c>name: {from, to, steps, scale}</c>.</summary>
    public static SweepParameter Read(SpecFile file, string name, YamlNode node) => node switch
    {
        YamlMappingNode => new SweepParameter(name, [], Range(file, name, node)),
        YamlSequenceNode => new SweepParameter(name, [.. file.List(node, name).Select(value => Value(file, name, value))]),
        _ => new SweepParameter(name, [Value(file, name, node)]),
    };

    public static IReadOnlyDictionary<string, string> ReadSetting(SpecFile file, YamlNode node) =>
        file.Map(node, "an entry of include").ToDictionary(pair => pair.Key, pair => Value(file, pair.Key, pair.Value));

    /// <summary>A list of seeds, or <c>{from, to}</c>.</summary>
    public static IReadOnlyList<ulong> ReadSeeds(SpecFile file, YamlNode node)
    {
        if (node is not YamlMappingNode) return [.. file.List(node, "seeds").Select(seed => (ulong)file.Whole(seed, "a seed", 0, long.MaxValue)).Distinct()];
        var (from, to) = (-1L, -1L);
        foreach (var (key, value) in file.Map(node, "seeds"))
        {
            if (key == "from") from = file.Whole(value, key, 0, long.MaxValue);
            else if (key == "to") to = file.Whole(value, key, 0, long.MaxValue);
            else throw file.Fault(value, $"seeds has no '{key}'", "write seeds: [1, 2] or seeds: {from: 1, to: 5}");
        }

        if (from < 0 || to < from || to - from >= MostSteps) throw file.Fault(node, $"seeds must have a from and a to, at most {MostSteps} of them", "write seeds: {from: 1, to: 5}");
        return [.. Enumerable.Range(0, (int)(to - from) + 1).Select(offset => (ulong)from + (ulong)offset)];
    }

    private static SweepRange Range(SpecFile file, string name, YamlNode node)
    {
        double? from = null, to = null;
        var (steps, logarithmic) = (0, false);
        foreach (var (key, value) in file.Map(node, name))
        {
            switch (key)
            {
                case "from":
                    from = file.Number(value, "from");
                    break;
                case "to":
                    to = file.Number(value, "to");
                    break;
                case "steps":
                    steps = (int)file.Whole(value, "steps", 2, MostSteps);
                    break;
                case "scale":
                    logarithmic = file.Text(value, "scale") is "log" ? true
                        : file.Text(value, "scale") is "linear" ? false : throw file.Fault(value, $"scale must be linear or log, got '{value}'", "choose one");
                    break;
                default:
                    throw file.Fault(value, $"a range has no '{key}'", "write {from: 0.01, to: 0.1, steps: 3, scale: log}");
            }
        }

        if (from is not { } low || to is not { } high || high <= low || (logarithmic && low <= 0))
            throw file.Fault(node, $"the range of {name} must go from a number to a larger one, with scale log from above 0", "write {from: 0.01, to: 0.1, steps: 3, scale: log}");
        Value(file, name, low.ToString("R", CultureInfo.InvariantCulture), node);
        Value(file, name, high.ToString("R", CultureInfo.InvariantCulture), node);
        return new SweepRange(low, high, steps, logarithmic, SettingTable.Find(name).Value == "N");
    }

    private static string Value(SpecFile file, string name, YamlNode node) => Value(file, name, file.Text(node, name), node);

    /// <returns>The value as the setting itself writes it, so that 0.1 and 1e-1 are one.</returns>
    private static string Value(SpecFile file, string name, string text, YamlNode node)
    {
        if (!s_names.Contains(name)) throw file.Fault(node, $"'{name}' is nothing a sweep varies; there are {string.Join(", ", s_names)}", name == "seed" ? "list the seeds under seeds" : "remove it");
        try
        {
            var setting = SettingTable.Find(name);
            return setting.Text(setting.With(new RunSettings(), text));
        }
        catch (SettingException refusal)
        {
            throw file.Fault(node, refusal.Message, "correct it");
        }
    }
}
