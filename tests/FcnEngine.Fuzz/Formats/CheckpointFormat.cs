using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FcnEngine.Training.Checkpoints;

namespace FcnEngine.Fuzz.Formats;

/// <summary>
/// Checkpoints: safetensors with a checksum for each tensor and the header. A part begins with a letter that says what it is: <c>M</c> an
/// entry of the metadata, <c>T</c> a tensor's entry, which lacks its offsets and its closing brace, <c>E</c> a whole entry, <c>D</c> a
/// tensor's values; composing adds checksums, the offsets of the values there are, and the length of the header.
/// </summary>
internal sealed class CheckpointFormat : IFuzzFormat
{
    private const string NoChecksum = "0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly string[] s_record =
    [
        "\"format\":\"fcn-engine checkpoint 1\"", "\"network\":\"fcn\"", "\"step\":\"123\"", "\"epoch\":\"4\"", "\"batch\":\"5\"", "\"epoch_loss_sum\":\"0.30000000000000004\"",
        "\"epoch_images\":\"17\"", "\"best_dice\":\"0.875\"", "\"best_step\":\"100\"", "\"rate_scale\":\"1\"", "\"data_sha256\":\"none\"",
    ];

    public string Name => "checkpoint";

    public IReadOnlyList<byte[][]> Seeds { get; } =
    [
        [.. Record(), Part('T', "\"Conv1/W\":{\"dtype\":\"F32\",\"shape\":[2,1,3]"), Values(6), Part('T', "\"Fc/W\":{\"dtype\":\"F32\",\"shape\":[2]"), Values(2)],
        [.. Record("\"setting.seed\":\"7\"", "\"setting.learning_rate\":\"1E-05\""), Part('T', "\"w\":{\"shape\":[],\"dtype\":\"F32\""), Values(1)],
        [.. Record(), Part('T', "\"none\":{\"dtype\":\"F32\",\"shape\":[0,9]"), Values(0), Part('T', "\"some\":{\"dtype\":\"F32\",\"shape\":[1]"), Values(1)],
        [.. Record(), Part('E', "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}"), Values(2)],
    ];

    public IReadOnlyList<byte[]> Words { get; } = [.. new[]
    {
        "F32", "F64", "BF16", "BOOL", "-1", "1e2", "1.5", "9223372036854775807", "9223372036854775808", "4611686018427387904", "0", "dtype", "shape", "data_offsets", "__metadata__",
        "header_sha256", "step", "NaN", "Infinity", "null", "true", "{}", "[]", "[[[[[[", "\\u0000", "\\ud800", "Conv1/W", "w",
    }.Select(Encoding.UTF8.GetBytes)];

    public byte[] Compose(IReadOnlyList<byte[]> parts)
    {
        var data = new List<byte>();
        var tensors = new List<string>();
        var checksums = new List<string>();
        var entries = parts.Where(part => Kind(part) is 'T' or 'E').ToArray();
        var values = parts.Where(part => Kind(part) == 'D').Select(part => part[1..]).ToArray();
        for (var i = 0; i < entries.Length; i++)
        {
            var (entry, begin) = (Text(entries[i]), data.Count);
            if (i < values.Length) data.AddRange(values[i]);
            tensors.Add(Kind(entries[i]) == 'E' ? entry : string.Create(CultureInfo.InvariantCulture, $"{entry},\"data_offsets\":[{begin},{data.Count}]}}"));
            checksums.Add($"\"sha256.{entry.Split('"').ElementAtOrDefault(1)}\":\"{Convert.ToHexStringLower(SHA256.HashData(i < values.Length ? values[i] : []))}\"");
        }

        var metadata = parts.Where(part => Kind(part) == 'M').Select(Text).Concat(checksums);
        var json = Encoding.Latin1.GetBytes($"{{{string.Join(',', [$"\"__metadata__\":{{{string.Join(',', [$"\"header_sha256\":\"{NoChecksum}\"", .. metadata])}}}", .. tensors])}}}");
        // Ours is the first text of so many zeros.
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json))).CopyTo(json, json.AsSpan().IndexOf(Encoding.ASCII.GetBytes(NoChecksum)));
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return [.. length, .. json, .. data];
    }

    public void Parse(byte[] file)
    {
        var checkpoint = Checkpoint.Read(new MemoryStream(file), "mutant.safetensors");
        var header = BinaryPrimitives.ReadInt64LittleEndian(file);
        if (checkpoint.Tensors.Sum(tensor => 4 * tensor.Shape.Aggregate(1L, (product, extent) => product * extent)) != file.Length - 8 - header)
            throw new InvalidOperationException("the tensors read are not all there is");
    }

    private static IEnumerable<byte[]> Record(params string[] settings) => s_record.Concat(settings).Select(entry => Part('M', entry));

    private static byte[] Part(char kind, string text) => Encoding.ASCII.GetBytes(kind + text);

    private static byte[] Values(int count) => [(byte)'D', .. Enumerable.Range(1, count).SelectMany(value => BitConverter.GetBytes(value * 0.25f))];

    // A part whose letter was changed is metadata.
    private static char Kind(byte[] part) => part is [(byte)'T' or (byte)'E' or (byte)'D', ..] ? (char)part[0] : 'M';

    // Latin-1 takes any byte for a letter and gives it back.
    private static string Text(byte[] part) => part.Length == 0 ? "" : Encoding.Latin1.GetString(part, 1, part.Length - 1);
}
