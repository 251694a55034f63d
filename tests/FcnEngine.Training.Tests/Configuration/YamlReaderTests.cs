using System.Text;
using FcnEngine.Data;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Sweeps;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Configuration;

/// <summary>Texts that are no such file, or mean harm.</summary>
public class YamlReaderTests
{
    [Theory]
    [InlineData("", "is empty")]
    [InlineData("# nothing", "is empty")]
    [InlineData("a: 1\n---\nb: 2", "holds several documents")]
    [InlineData("a: &x 1\nb: 2", "uses an anchor or alias")]
    [InlineData("a: 1\nb: *x", "uses an anchor or alias")]
    [InlineData("&x a: 1", "uses an anchor or alias")]
    [InlineData("a: !!binary aGk=", "uses a tag")]
    [InlineData("!<tag:x> {a: 1}", "uses a tag")]
    [InlineData("a: [1, 2", "is neither YAML nor JSON")]
    [InlineData("a: 'open", "is neither YAML nor JSON")]
    [InlineData("a: \"\\uD800\"", "is neither YAML nor JSON")]
    [InlineData("a: b: c", "is neither YAML nor JSON")]
    public void A_text_that_is_not_one_plain_document_is_refused(string text, string problem) =>
        Assert.StartsWith($"x.yaml: {problem}", Assert.Throws<DataException>(() => Parse(text)).Message);

    /// <summary>Nine aliases of nine aliases and so on: a few lines that stand for 9^9 values.</summary>
    [Fact]
    public void The_billion_laughs_are_refused_at_the_first()
    {
        var text = string.Join('\n', Enumerable.Range(0, 10).Select(i => i == 0 ? "a0: &a0 ha" : $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]"));
        Assert.Equal(1, Assert.Throws<DataException>(() => Parse(text)).Line);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    public void Nesting_has_a_bound(string open, string close)
    {
        Parse(Nested(YamlReader.DeepestNesting));
        Assert.StartsWith("x.yaml: is nested deeper than 8", Assert.Throws<DataException>(() => Parse(Nested(YamlReader.DeepestNesting + 1))).Message);
        Assert.StartsWith("x.yaml: ", Assert.Throws<DataException>(() => Parse(Nested(50_000))).Message);

        string Nested(int depth) => string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
    }

    [Fact]
    public void Values_and_bytes_have_a_bound()
    {
        Assert.Contains("has more than 20000 values", Assert.Throws<DataException>(() => Parse($"[{string.Join(',', Enumerable.Repeat("1", YamlReader.MostValues))}]")).Message);
        Assert.Contains("bytes, more than 262144", Assert.Throws<DataException>(() => Parse(new string('#', YamlReader.LongestFile + 1))).Message);
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("long.yaml"), new string('#', YamlReader.LongestFile + 1));
        Assert.Contains("is 262145 bytes, more than the 262144", Assert.Throws<DataException>(() => YamlReader.Read(folder.File("long.yaml"))).Message);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused_with_their_place() =>
        Assert.Equal(3, Assert.Throws<DataException>(() => YamlReader.Parse([.. "a: "u8, 0xFF, .. "\n"u8], "x.yaml")).Offset);

    [Fact]
    public void A_sweeps_file_is_read_by_the_same_rules()
    {
        var spec = SweepSpecReader.Parse("method: random\ndraws: 3\nparameters:\n  learning_rate: {from: 0.01, to: 0.1, scale: log}\n  batch_size: [1, 2]\nseeds: {from: 1, to: 3}\n"u8.ToArray(), "sweep.yaml");
        Assert.Equal((SweepMethod.Random, 3, 3), (spec.Method, spec.Draws, spec.Seeds.Count));
        Assert.Equal(["learning_rate", "batch_size"], spec.Parameters.Select(parameter => parameter.Name));
        Refused("parameters: {seed: 1}", "'seed' is nothing a sweep varies", 1);
        Refused("parameters:\n  learning_rate: [0.1]\n  learning_rate: [0.2]", "names 'learning_rate' twice", 3);
        Refused("parameters: {learning_rate: [1]}\nmethods: grid", "'methods' is none of method, ", 2);
        Refused("parameters: {learning_rate: [1]}\nseeds: [-1]", "a seed must be a whole number from 0", 2);
        Refused("parameters: &p {learning_rate: [1]}", "uses an anchor or alias", 1);

        static void Refused(string text, string problem, long line)
        {
            var refusal = Assert.Throws<DataException>(() => SweepSpecReader.Parse(Encoding.UTF8.GetBytes(text), "sweep.yaml"));
            Assert.StartsWith($"sweep.yaml: {problem}", refusal.Message);
            Assert.Equal(line, refusal.Line);
        }
    }

    private static YamlValue Parse(string text) => YamlReader.Parse(Encoding.UTF8.GetBytes(text), "x.yaml");
}
