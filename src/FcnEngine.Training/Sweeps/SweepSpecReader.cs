using System.Globalization;
using System.Text;
using FcnEngine.Data;
using FcnEngine.Data.Files;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FcnEngine.Training.Sweeps;

/// <summary>
/// Reads what a sweep tries from a file of YAML or JSON (which is YAML):
/// <c>method</c>, <c>parameters</c>, <c>include</c>, <c>seeds</c>, <c>draws</c>, <c>draw_seed</c>, <c>first_epochs</c>, <c>factor</c>.
/// </summary>
public static class SweepSpecReader
{
    private const int LongestFile = 1 << 18, DeepestNesting = 8;

    /// <exception cref="DataException">The file cannot be read or asks for something that makes no sense; the message gives the line.</exception>
    public static SweepSpec Read(string path) => Parse(Encoding.UTF8.GetString(InputFile.ReadAllBytes(path, LongestFile)), path);

    internal static SweepSpec Parse(string text, string path)
    {
        var file = new SpecFile(path);
        var root = file.Map(Load(text, path, file), "the file");
        var spec = new SweepSpec { Parameters = [] };
        foreach (var (key, node) in root)
        {
            spec = key switch
            {
                "method" => spec with { Method = Method(file, node) },
                "parameters" => spec with { Parameters = [.. file.Map(node, key).Select(pair => SpecParameters.Read(file, pair.Key, pair.Value))] },
                "include" => spec with { Include = [.. file.List(node, key).Select(entry => SpecParameters.ReadSetting(file, entry))] },
                "seeds" => spec with { Seeds = SpecParameters.ReadSeeds(file, node) },
                "draws" => spec with { Draws = (int)file.Whole(node, key, 1, 10_000) },
                "draw_seed" => spec with { DrawSeed = (ulong)file.Whole(node, key, 0, long.MaxValue) },
                "first_epochs" => spec with { FirstEpochs = (int)file.Whole(node, key, 1, 1_000_000) },
                "factor" => spec with { Factor = (int)file.Whole(node, key, 2, 100) },
                _ => throw file.Fault(node, $"'{key}' is none of method, parameters, include, seeds, draws, draw_seed, first_epochs, factor", "correct its spelling"),
            };
        }

        return Checked(spec, file);
    }

    private static SweepMethod Method(SpecFile file, YamlNode node) => file.Text(node, "method") switch
    {
        "grid" => SweepMethod.Grid,
        "random" => SweepMethod.Random,
        "halving" => SweepMethod.Halving,
        var other => throw file.Fault(node, $"method must be one of grid, random, halving, got '{other}'", "choose one"),
    };

    private static SweepSpec Checked(SweepSpec spec, SpecFile file)
    {
        if (spec.Parameters.Count == 0 && spec.Include.Count == 0) throw file.Fault(null, "names no parameters", "add parameters, such as learning_rate: [0.01, 0.03]");
        if (spec.Method == SweepMethod.Random && spec.Draws == 0) throw file.Fault(null, "method random needs draws", "add how many settings to draw, such as draws: 8");
        if (spec.Method == SweepMethod.Grid && spec.Draws > 0) throw file.Fault(null, "draws stands beside method grid, which tries every combination", "remove it or choose method: random");
        if (spec.Method == SweepMethod.Halving && spec.FirstEpochs == 0) throw file.Fault(null, "method halving needs first_epochs", "add the epochs before the first choice, such as first_epochs: 5");
        if (spec.Method != SweepMethod.Halving && spec.FirstEpochs > 0) throw file.Fault(null, "first_epochs belongs to method halving", "remove it or choose method: halving");
        if (spec.Draws == 0 && spec.Parameters.FirstOrDefault(parameter => parameter.Range is { Steps: 0 }) is { } open)
            throw file.Fault(null, $"the range of {open.Name} has no steps, so a grid has no end", "add steps, or draws with method: random");
        if (spec.Method == SweepMethod.Halving && (spec.Parameters.Any(Varies) || spec.Include.Any(setting => setting.ContainsKey("num_epochs"))))
            throw file.Fault(null, "num_epochs takes several values, but method halving chooses the epochs", "give num_epochs one value");
        return spec;
        static bool Varies(SweepParameter parameter) => parameter.Name == "num_epochs" && (parameter.Range is not null || parameter.Values.Count > 1);
    }

    private static YamlNode Load(string text, string path, SpecFile file)
    {
        try
        {
            // The tree is built by recursion; its depth is checked by a reader that does not recurse.
            var parser = new Parser(new StringReader(text));
            for (var depth = 0; parser.MoveNext();)
            {
                depth += parser.Current!.NestingIncrease;
                if (depth > DeepestNesting) throw new DataException(path, "is nested deeper than a sweep ever is", "see docs/command-line.md for the form", line: parser.Current.Start.Line);
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 1 ? stream.Documents[0].RootNode : throw file.Fault(null, "is empty or holds several documents", "write one document");
        }
        catch (YamlException damage)
        {
            throw new DataException(path, $"is neither YAML nor JSON ({damage.Message})", "mend it", line: damage.Start.Line, inner: damage);
        }
    }
}

/// <summary>The nodes of a spec's file as what they must be; refusals name file and line.</summary>
internal sealed class SpecFile(string path)
{
    public DataException Fault(YamlNode? node, string problem, string remedy) => new(path, problem, remedy, line: node?.Start.Line);

    public IEnumerable<(string Key, YamlNode Value)> Map(YamlNode node, string name) =>
        node is YamlMappingNode map ? map.Children.Select(pair => (Text(pair.Key, "a key"), pair.Value))
            : throw Fault(node, $"{name} must be pairs of name and value", "see docs/command-line.md for the form");

    public IReadOnlyList<YamlNode> List(YamlNode node, string name) =>
        node is YamlSequenceNode { Children.Count: > 0 } list ? [.. list.Children] : throw Fault(node, $"{name} must be a list that is not empty", "write it as [a, b]");

    public string Text(YamlNode node, string name) =>
        node is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw Fault(node, $"{name} must be one value", "write it without brackets");

    public double Number(YamlNode node, string name) =>
        double.TryParse(Text(node, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
            : throw Fault(node, $"{name} must be a number, got '{node}'", "correct it");

    public long Whole(YamlNode node, string name, long least, long most) =>
        long.TryParse(Text(node, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw Fault(node, $"{name} must be a whole number from {least} to {most}, got '{node}'", "correct it");
}
