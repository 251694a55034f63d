using System.Text.Json;
using FcnEngine.Kernels.Gpu.Launching;

namespace FcnEngine.Kernels.Gpu.Tuning;

/// <summary>A <see cref="TuningTable"/> as JSON: what <c>fcn tune</c> and the check of a card write and a run reads.</summary>
public static class TuningJson
{
    /// <summary>More than a card's kernels in every class and many batch sizes need.</summary>
    public const int LongestFile = 16 << 20;

    private const string Format = "fcn-engine tuning 1";
    private const int MostKernels = 4096, MostVariants = 1024, LongestText = 200;

    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 6, AllowTrailingCommas = false };

    public static void Write(TuningTable table, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(table);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteStartArray("kernels");
        foreach (var kernel in table.Kernels) Write(kernel, json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <exception cref="FormatException">It is no such table; the message says where it goes wrong.</exception>
    public static TuningTable Read(ReadOnlyMemory<byte> text)
    {
        if (text.Length > LongestFile) throw new FormatException($"has {text.Length} bytes, more than the {LongestFile} of any tuning file");
        try
        {
            using var document = JsonDocument.Parse(text, s_strict);
            var root = document.RootElement;
            if (Text(root, "format", "the file") is var format && format != Format) throw new FormatException($"has format '{format}', not '{Format}'");
            return new TuningTable([.. Items(root, "kernels", MostKernels, "the file").Select((kernel, i) => Kernel(kernel, $"kernel {i}"))]);
        }
        catch (JsonException damage)
        {
            throw new FormatException($"is no JSON (line {damage.LineNumber + 1})", damage);
        }
        catch (InvalidOperationException damage)
        {
            throw new FormatException("has a text that is no Unicode", damage);
        }
    }

    private static void Write(TunedKernel kernel, Utf8JsonWriter json)
    {
        var ((device, operation, shape, precision), checksum, byModel, winner, times) = kernel;
        json.WriteStartObject();
        json.WriteString("device", device.Name);
        json.WriteString("capability", device.Capability);
        json.WriteNumber("multiprocessors", device.Multiprocessors);
        json.WriteString("operation", operation);
        json.WriteString("shape", shape);
        json.WriteString("precision", precision.ToString());
        json.WriteString("checksum", checksum);
        json.WriteString("by_model", byModel);
        json.WriteString("winner", winner);
        json.WriteStartArray("times");
        foreach (var time in times)
        {
            json.WriteStartObject();
            json.WriteString("variant", time.Variant);
            json.WriteNumber("us", Math.Round(time.Microseconds, 4));
            json.WriteNumber("fastest", Math.Round(time.Fastest, 4));
            json.WriteNumber("slowest", Math.Round(time.Slowest, 4));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static TunedKernel Kernel(JsonElement kernel, string place)
    {
        var device = new GpuModel(Text(kernel, "device", place), Text(kernel, "capability", place), (int)Number(kernel, "multiprocessors", place));
        if (!Enum.TryParse<Precision>(Text(kernel, "precision", place), out var precision) || !Enum.IsDefined(precision))
            throw new FormatException($"{place} has a precision that does not exist");
        var key = new TuningKey(device, Text(kernel, "operation", place), Text(kernel, "shape", place), precision);
        VariantTime[] times = [.. Items(kernel, "times", MostVariants, place).Select((time, i) => Time(time, $"{place}, time {i}"))];
        var winner = Text(kernel, "winner", place);
        if (times.All(time => time.Variant != winner)) throw new FormatException($"{place} has a winner without a time");
        return new TunedKernel(key, Text(kernel, "checksum", place), Text(kernel, "by_model", place), winner, times);
    }

    private static VariantTime Time(JsonElement time, string place) =>
        new(Text(time, "variant", place), Number(time, "us", place), Number(time, "fastest", place), Number(time, "slowest", place));

    private static List<JsonElement> Items(JsonElement owner, string name, int most, string place)
    {
        var list = Member(owner, name, JsonValueKind.Array, place);
        return list.GetArrayLength() <= most ? [.. list.EnumerateArray()] : throw new FormatException($"{place} has more than {most} {name}");
    }

    private static string Text(JsonElement owner, string name, string place)
    {
        var text = Member(owner, name, JsonValueKind.String, place).GetString()!;
        return text.Length <= LongestText && !text.Any(char.IsControl) ? text
            : throw new FormatException($"{place} has a {name} that is no line of at most {LongestText} characters");
    }

    private static double Number(JsonElement owner, string name, string place) =>
        Member(owner, name, JsonValueKind.Number, place).TryGetDouble(out var number) && number is >= 0 and <= 1e9 ? number
            : throw new FormatException($"{place} has a {name} that is not from 0 to 1e9");

    private static JsonElement Member(JsonElement owner, string name, JsonValueKind kind, string place) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var member) && member.ValueKind == kind ? member
            : throw new FormatException($"{place} has no {name} that is a {(kind == JsonValueKind.Array ? "list" : kind == JsonValueKind.Number ? "number" : "text")}");
}
