using System.Text;
using FcnEngine.Data;
using FcnEngine.Data.Files;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FcnEngine.Training.Configuration;

/// <summary>
/// Reads a file of YAML or JSON (which is YAML) that a person wrote: one document of maps, lists and plain values. Size, nesting and
/// number of values are bounded, and what lets a short text stand for a long one, or a value for something else, is refused:
/// anchors, aliases, tags.
/// </summary>
internal sealed class YamlReader
{
    public const int LongestFile = 1 << 18, DeepestNesting = 8, MostValues = 20_000;

    private readonly string _path;
    private readonly Parser _parser;
    private int _values;

    private YamlReader(string text, string path) => (_path, _parser) = (path, new Parser(new StringReader(text)));

    /// <exception cref="DataException">The file cannot be read, is no such text, or breaks a bound; the message gives the line.</exception>
    public static YamlValue Read(string path) => Parse(InputFile.ReadAllBytes(path, LongestFile), path);

    /// <summary>The same from the bytes of a file; refusals name <paramref name="path"/>.</summary>
    public static YamlValue Parse(byte[] bytes, string path)
    {
        if (bytes.Length > LongestFile) throw new DataException(path, $"is {bytes.Length} bytes, more than {LongestFile}", "check that it is the file you mean", LongestFile);
        var reader = new YamlReader(Decode(bytes, path), path);
        try
        {
            return reader.ReadDocument();
        }
        catch (Exception damage) when (damage is YamlException or ArgumentException or InvalidOperationException)
        {
            // The library's message begins with places of its own, in brackets.
            var place = damage as YamlException;
            throw new DataException(path, $"is neither YAML nor JSON ({damage.Message})", "mend it", line: place?.Start.Line ?? reader._parser.Current?.Start.Line, inner: damage);
        }
    }

    private static string Decode(byte[] bytes, string path)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException fault)
        {
            throw new DataException(path, "is not UTF-8 text", "save it as UTF-8", fault.Index, inner: fault);
        }
    }

    private YamlValue ReadDocument()
    {
        Next<StreamStart>();
        if (Next() is not DocumentStart) throw new DataException(_path, "is empty", "write one document", line: 1);
        Next();
        var root = ReadValue(depth: 0);
        Next<DocumentEnd>();
        if (Next() is DocumentStart second) throw Fault(second, "holds several documents", "write one document");
        return root;
    }

    /// <summary>Reads the value that begins with the current event, and stands on its last event afterwards.</summary>
    private YamlValue ReadValue(int depth)
    {
        var start = _parser.Current!;
        if (start is AnchorAlias or NodeEvent { Anchor.IsEmpty: false }) throw Fault(start, "uses an anchor or alias (& or *)", "write the value where it is meant, in quotes if it begins with such a sign");
        if (start is NodeEvent { Tag.IsEmpty: false }) throw Fault(start, "uses a tag (!)", "write the plain value, in quotes if it begins with such a sign");
        if (++_values > MostValues) throw Fault(start, $"has more than {MostValues} values", "check that it is the file you mean");
        if (depth == DeepestNesting && start is not YamlDotNet.Core.Events.Scalar) throw Fault(start, $"is nested deeper than {DeepestNesting}", "write it flat");
        return start switch
        {
            YamlDotNet.Core.Events.Scalar scalar => new YamlValue.Scalar(_path, scalar.Start.Line, scalar.Value, IsNull(scalar)),
            SequenceStart => new YamlValue.Sequence(_path, start.Start.Line, [.. ReadItems(depth)]),
            MappingStart => new YamlValue.Mapping(_path, start.Start.Line, [.. ReadPairs(depth)]),
            _ => throw Fault(start, "has no value where one should be", "mend it"),
        };
    }

    private IEnumerable<YamlValue> ReadItems(int depth)
    {
        while (Next() is not SequenceEnd) yield return ReadValue(depth + 1);
    }

    private IEnumerable<(string Key, YamlValue Value)> ReadPairs(int depth)
    {
        var known = new HashSet<string>();
        while (Next() is not MappingEnd)
        {
            var name = ReadValue(depth + 1);
            var key = name.Text("a key");
            if (!known.Add(key)) throw name.Fault($"names '{key}' twice", "keep one of them");
            Next();
            yield return (key, ReadValue(depth + 1));
        }
    }

    private static bool IsNull(YamlDotNet.Core.Events.Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL";

    private ParsingEvent Next() => _parser.MoveNext() ? _parser.Current! : throw new DataException(_path, "ends too early", "mend it", line: _parser.Current?.Start.Line ?? 1);

    private void Next<T>()
        where T : ParsingEvent
    {
        if (Next() is not T) throw Fault(_parser.Current!, "is not one document of YAML", "mend it");
    }

    private DataException Fault(ParsingEvent place, string problem, string remedy) => new(_path, problem, remedy, line: place.Start.Line);
}
