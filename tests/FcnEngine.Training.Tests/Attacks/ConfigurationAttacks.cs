using System.Text;

namespace FcnEngine.Training.Tests.Attacks;

/// <summary>Settings of a run in YAML and JSON.</summary>
internal static class ConfigurationAttacks
{
    public static IReadOnlyList<Attack> All { get; } =
    [
        Attack.OnConfiguration("an empty file", "", "is empty"),
        Attack.OnConfiguration("nothing but a comment", "# nothing\n", "is empty"),
        Attack.OnConfiguration("an alias bomb", Laughs(), "uses an anchor or alias (& or *)"),
        Attack.OnConfiguration("an alias of itself", "seed: &a [*a]", "uses an anchor or alias"),
        Attack.OnConfiguration("a key that holds itself", "? &a [*a]\n: 1\n", "uses an anchor or alias"),
        Attack.OnConfiguration("a merged map", "<<: {seed: 1}\n", "<< is no setting"),
        Attack.OnConfiguration("a tag that names a type", "seed: !!python/object/apply:os.system [id]\n", "uses a tag (!)"),
        Attack.OnConfiguration("a tag of .NET", "!<!System.Diagnostics.Process> {seed: 1}\n", "uses a tag (!)"),
        Attack.OnConfiguration("lists nested 50,000 deep", $"seed: {new string('[', 50_000)}", "is nested deeper than 8"),
        Attack.OnConfiguration("maps nested 20,000 deep", string.Concat(Enumerable.Repeat("{a: ", 20_000)), "is nested deeper than 8"),
        Attack.OnConfiguration("lines nested ever deeper", string.Concat(Enumerable.Range(0, 500).Select(i => $"{new string(' ', i)}a:\n")), "is nested deeper than 8"),
        Attack.OnConfiguration("100,000 values", $"augment: [{string.Join(',', Enumerable.Repeat("a", 100_000))}]", "has more than 20000 values"),
        Attack.OnConfiguration("a file of a megabyte", new string('#', 1 << 20), "is 1048576 bytes, more than 262144"),
        Attack.OnConfiguration("bytes that are not UTF-8", () => [.. "data_dir: "u8, 0xC0, 0xAF, .. "etc\n"u8], "is not UTF-8 text"),
        Attack.OnConfiguration("UTF-16", () => Encoding.Unicode.GetBytes("seed: 1\n"), "is neither YAML nor JSON"),
        Attack.OnConfiguration("a program", () => [0x7F, .. "ELF"u8, 2, 1, 1, 0, 0, 0, 0, 0], "the file must be pairs of name and value"),
        Attack.OnConfiguration("two documents", "seed: 1\n---\nseed: 2\n", "holds several documents"),
        Attack.OnConfiguration("a list for a file", "[seed, 1]\n", "the file must be pairs of name and value"),
        Attack.OnConfiguration("a list that does not end", "augment: [flip", "is neither YAML nor JSON"),
        Attack.OnConfiguration("a text that does not end", "data_dir: \"data", "is neither YAML nor JSON"),
        Attack.OnConfiguration("half a surrogate", "{\"data_dir\": \"\\ud800\"}", "is neither YAML nor JSON"),
        Attack.OnConfiguration("a name twice", "seed: 1\nseed: 2\n", "names 'seed' twice"),
        Attack.OnConfiguration("a name in two spellings of JSON", "{\"seed\": 1, \"\\u0073eed\": 2}", "names 'seed' twice"),
        Attack.OnConfiguration("a name nobody knows", "learning-rate: 1\n", "learning-rate is no setting"),
        Attack.OnConfiguration("a map for a name", "{a: 1}: 2\n", "a key must be one value"),
        Attack.OnConfiguration("terminal commands in a name", "\"\\e[2J\\a\": 1\n", "?[2J? is no setting"),
        Attack.OnConfiguration("no value", "seed:\n", "seed has no value"),
        Attack.OnConfiguration("a map for a value", "seed: {a: 1}\n", "seed must be one value"),
        Attack.OnConfiguration("a rate that is no number", "learning_rate: .nan\n", "learning_rate must be a number, got '.nan'"),
        Attack.OnConfiguration("a rate beyond doubles", "learning_rate: 1e999\n", "learning_rate must be a number, got '1e999'"),
        Attack.OnConfiguration("a rate below zero", "learning_rate: -1\n", "learning_rate must be above 0, got -1"),
        Attack.OnConfiguration("a seed beyond 64 bits", "seed: 18446744073709551616\n", "seed must be a whole number from 0 to 18446744073709551615"),
        Attack.OnConfiguration("a number of the base 8", "batch_size: 0o17\n", "batch_size must be a whole number, got '0o17'"),
        Attack.OnConfiguration("a number of 100,000 digits", $"batch_size: {new string('9', 100_000)}\n", "batch_size must be a whole number"),
        Attack.OnConfiguration("a batch of 2^40 images", "batch_size: 1099511627776\n", "batch_size must be at most 65536"),
        Attack.OnConfiguration("a switch in another language", "biases: oui\n", "biases must be true or false, got 'oui'"),
        Attack.OnConfiguration("an interval of no time", "save_every: 0s\n", "save_every must be a number of steps"),
        Attack.OnConfiguration("an interval beyond time", "save_every: 2147483647h\n", "save_every must be a number of steps"),
        Attack.OnConfiguration("a network nobody knows", "network: ../../etc/passwd\n", "network must be one of fc, fcn"),
    ];

    /// <summary>Nine aliases of nine aliases and so on: a few lines that stand for 9^9 values.</summary>
    private static string Laughs() =>
        string.Join('\n', Enumerable.Range(0, 10).Select(i => i == 0 ? "a0: &a0 ha" : $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]"));
}
