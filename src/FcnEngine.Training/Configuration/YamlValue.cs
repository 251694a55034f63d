using System.Globalization;
using FcnEngine.Data;

namespace FcnEngine.Training.Configuration;

/// <summary>A value of a YAML file, which knows its file and line and refuses to be taken for something else.</summary>
/// <param name="Path">The file, for refusals.</param>
/// <param name="Line">From 1.</param>
internal abstract record YamlValue(string Path, long Line)
{
    private const string SeeForm = "see docs/command-line.md for the form";

    /// <summary>A text or number; <paramref name="IsNull"/> where it is written as nothing, <c>~</c> or <c>null</c>.</summary>
    public sealed record Scalar(string Path, long Line, string Value, bool IsNull) : YamlValue(Path, Line);

    public sealed record Sequence(string Path, long Line, IReadOnlyList<YamlValue> Values) : YamlValue(Path, Line);

    /// <summary>Pairs in the order of the file; no key comes twice.</summary>
    public sealed record Mapping(string Path, long Line, IReadOnlyList<(string Key, YamlValue Value)> Pairs) : YamlValue(Path, Line);

    /// <param name="problem">What is wrong, without a full stop.</param>
    /// <param name="remedy">What to do.</param>
    public DataException Fault(string problem, string remedy) => new(Path, problem, remedy, line: Line);

    public IReadOnlyList<(string Key, YamlValue Value)> Map(string name) =>
        this is Mapping { Pairs: var pairs } ? pairs : throw Fault($"{name} must be pairs of name and value", SeeForm);

    public IReadOnlyList<YamlValue> List(string name) =>
        this is Sequence { Values: { Count: > 0 } values } ? values : throw Fault($"{name} must be a list that is not empty", "write it as [a, b]");

    public string Text(string name) =>
        this is not Scalar scalar ? throw Fault($"{name} must be one value", "write it without brackets")
            : scalar.IsNull || scalar.Value.Length == 0 ? throw Fault($"{name} has no value", "give it one, or leave it out") : scalar.Value;

    public double Number(string name) =>
        double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
            : throw Fault($"{name} must be a number, got '{Text(name)}'", "correct it");

    public long Whole(string name, long least, long most) =>
        long.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw Fault($"{name} must be a whole number from {least} to {most}, got '{Text(name)}'", "correct it");
}
