using System.Globalization;
using FcnEngine.Fuzz;
using FcnEngine.Fuzz.Mutation;
using FcnEngine.Fuzz.Running;

// fuzz.sh [--count N] [--seed N] [--format NAME] [--table FILE] [--show INDEX --out FILE]
var options = new Dictionary<string, string>();
for (var i = 0; i + 1 < args.Length; i += 2)
    options[args[i]] = args[i + 1];
if (args.Length % 2 != 0 || options.Keys.Except(["--count", "--seed", "--format", "--table", "--show", "--out"]).FirstOrDefault() is not null)
    return Refuse($"fuzz.sh [--count N] [--seed N] [--format {string.Join('|', FuzzFormats.All.Select(f => f.Name))}] [--table FILE] [--show INDEX --out FILE]");

if (!int.TryParse(options.GetValueOrDefault("--count", "2000"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
    || !ulong.TryParse(options.GetValueOrDefault("--seed", "1"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
    return Refuse("--count and --seed are whole numbers");
IReadOnlyList<IFuzzFormat> formats = FuzzFormats.All;
if (options.TryGetValue("--format", out var name))
{
    if (FuzzFormats.Find(name) is not { } only)
        return Refuse($"--format must be one of {string.Join(", ", FuzzFormats.All.Select(f => f.Name))}, got '{name}'");
    formats = [only];
}

if (options.TryGetValue("--show", out var shown))
{
    var file = Mutator.Make(formats[0], MutantPlan.Of(seed, int.Parse(shown, CultureInfo.InvariantCulture)));
    File.WriteAllBytes(options.GetValueOrDefault("--out", $"{formats[0].Name}-{seed}-{shown}.bin"), file);
    return 0;
}

var results = new List<FuzzResult>();
foreach (var format in formats)
{
    using var watch = new Watchdog(format.Name, seed);
    var result = FuzzRun.Execute(format, count, seed, watch.Reached);
    results.Add(result);
    Console.WriteLine(ResultTable.Row(result));
    foreach (var fault in result.Faults)
        Console.WriteLine(fault);
}
if (options.TryGetValue("--table", out var table))
    ResultTable.Merge(table, results);
return results.Exists(result => result.FaultCount > 0) ? 1 : 0;

static int Refuse(string line)
{
    Console.Error.WriteLine(line);
    return 2;
}
