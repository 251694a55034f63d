using FcnEngine.Data;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Training.Sweeps;

/// <summary>
/// Reads what a sweep tries from a file of YAML or JSON (which is YAML):
/// <c>method</c>, <c>parameters</c>, <c>include</c>, <c>seeds</c>, <c>draws</c>, <c>draw_seed</c>, <c>first_epochs</c>, <c>factor</c>.
/// </summary>
public static class SweepSpecReader
{
    /// <exception cref="DataException">The file cannot be read or asks for something that makes no sense; the message gives the line.</exception>
    public static SweepSpec Read(string path) => Of(YamlReader.Read(path));

    /// <summary>The same from the bytes of a file; refusals name <paramref name="path"/>.</summary>
    internal static SweepSpec Parse(byte[] bytes, string path) => Of(YamlReader.Parse(bytes, path));

    private static SweepSpec Of(YamlValue file)
    {
        var spec = new SweepSpec { Parameters = [] };
        foreach (var (key, node) in file.Map("the file"))
        {
            spec = key switch
            {
                "method" => spec with { Method = Method(node) },
                "parameters" => spec with { Parameters = [.. node.Map(key).Select(pair => SpecParameters.Read(pair.Key, pair.Value))] },
                "include" => spec with { Include = [.. node.List(key).Select(entry => SpecParameters.ReadSetting(entry))] },
                "seeds" => spec with { Seeds = SpecParameters.ReadSeeds(node) },
                "draws" => spec with { Draws = (int)node.Whole(key, 1, 10_000) },
                "draw_seed" => spec with { DrawSeed = (ulong)node.Whole(key, 0, long.MaxValue) },
                "first_epochs" => spec with { FirstEpochs = (int)node.Whole(key, 1, 1_000_000) },
                "factor" => spec with { Factor = (int)node.Whole(key, 2, 100) },
                _ => throw node.Fault($"'{key}' is none of method, parameters, include, seeds, draws, draw_seed, first_epochs, factor", "correct its spelling"),
            };
        }

        return Checked(spec, file);
    }

    private static SweepMethod Method(YamlValue node) => node.Text("method") switch
    {
        "grid" => SweepMethod.Grid,
        "random" => SweepMethod.Random,
        "halving" => SweepMethod.Halving,
        var other => throw node.Fault($"method must be one of grid, random, halving, got '{other}'", "choose one"),
    };

    private static SweepSpec Checked(SweepSpec spec, YamlValue file)
    {
        if (spec.Parameters.Count == 0 && spec.Include.Count == 0) throw file.Fault("names no parameters", "add parameters, such as learning_rate: [0.01, 0.03]");
        if (spec.Method == SweepMethod.Random && spec.Draws == 0) throw file.Fault("method random needs draws", "add how many settings to draw, such as draws: 8");
        if (spec.Method == SweepMethod.Grid && spec.Draws > 0) throw file.Fault("draws stands beside method grid, which tries every combination", "remove it or choose method: random");
        if (spec.Method == SweepMethod.Halving && spec.FirstEpochs == 0) throw file.Fault("method halving needs first_epochs", "add the epochs before the first choice, such as first_epochs: 5");
        if (spec.Method != SweepMethod.Halving && spec.FirstEpochs > 0) throw file.Fault("first_epochs belongs to method halving", "remove it or choose method: halving");
        if (spec.Draws == 0 && spec.Parameters.FirstOrDefault(parameter => parameter.Range is { Steps: 0 }) is { } open)
            throw file.Fault($"the range of {open.Name} has no steps, so a grid has no end", "add steps, or draws with method: random");
        if (spec.Method == SweepMethod.Halving && (spec.Parameters.Any(Varies) || spec.Include.Any(setting => setting.ContainsKey("num_epochs"))))
            throw file.Fault("num_epochs takes several values, but method halving chooses the epochs", "give num_epochs one value");
        return spec;
        static bool Varies(SweepParameter parameter) => parameter.Name == "num_epochs" && (parameter.Range is not null || parameter.Values.Count > 1);
    }
}
