using System.Security.Cryptography;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Attacks;

/// <summary>What a checkpoint says of itself and of its tensors: checksums, state, values.</summary>
internal static class MetadataAttacks
{
    private static readonly string s_zeros = new('0', 64);

    private static readonly (string Key, string Value)[] s_record =
    [
        ("format", "fcn-engine checkpoint 1"), ("network", "fcn"), ("step", "1"), ("epoch", "0"), ("batch", "1"), ("epoch_loss_sum", "0.5"), ("epoch_images", "1"),
        ("best_dice", "-1"), ("best_step", "0"), ("rate_scale", "1"), ("data_sha256", "none"),
    ];

    public static IReadOnlyList<Attack> All { get; } =
    [
        Json("no metadata", "{}", "has no header_sha256"),
        Json("no checksum of the header", "{\"__metadata__\":{\"format\":\"x\"}}", "has no header_sha256"),
        Json("a checksum of the header that is wrong", $"{{\"__metadata__\":{{\"header_sha256\":\"{new string('1', 64)}\"}}}}", "does not match its checksum"),
        Json("a checksum of the header that is short", "{\"__metadata__\":{\"header_sha256\":\"00\"}}", "has a header_sha256 that is not 64 digits"),
        Json("a checksum of the header in escapes", $"{{\"__metadata__\":{{\"header_sha256\":\"\\u0030{new string('0', 58)}\"}}}}", "has a header_sha256 that is not 64 digits"),
        Json("two checksums of the header", $"{{\"__metadata__\":{{\"header_sha256\":\"{s_zeros}\",\"header_sha256\":\"{s_zeros}\"}}}}", "names 'header_sha256' twice"),
        Json("a list for the metadata", "{\"__metadata__\":[]}", "does not have an object of texts where it should"),
        Json("a number in the metadata", "{\"__metadata__\":{\"step\":1}}", "does not have a text where it should"),
        Json("an object in the metadata", "{\"__metadata__\":{\"step\":{\"a\":{\"b\":{}}}}}", "does not have a text where it should"),
        Json("half a million entries of metadata", $"{{\"__metadata__\":{{{string.Join(',', Enumerable.Range(0, 500_000).Select(i => $"\"{i}\":\"\""))}}}}}", "has more than 10000 names"),
        Record("another format", "format", "fcn-engine checkpoint 2", "has format 'fcn-engine checkpoint 2', this program reads"),
        Record("no step", "step", null, "does not say its step"),
        Record("a negative step", "step", "-1", "has '-1' for its step"),
        Record("a step beyond 63 bits", "step", "9223372036854775808", "for its step"),
        Record("a step with a point", "step", "1.0", "has '1.0' for its step"),
        Record("a step in other digits", "step", "\u0661", "for its step"),
        Record("an epoch beyond 31 bits", "epoch", "2147483648", "has '2147483648' for its epoch"),
        Record("a batch beyond 31 bits", "batch", "99999999999", "for its batch"),
        Record("a loss that is no number", "epoch_loss_sum", "NaN", "has 'NaN' for its epoch_loss_sum"),
        Record("a rate that is infinite", "rate_scale", "1e999", "has '1e999' for its rate_scale"),
        Record("a Dice in words", "best_dice", "good", "has 'good' for its best_dice"),
        Record("a text of a million letters", "step", new string('9', 1_000_000), "has '99999"),
        Record("terminal commands in a text", "step", "\\u001b]0;x\\u0007", "has '?]0;x?' for its step"),
        Tensor("a tensor without a checksum", "F32", [0, 0, 0, 0], null, "has no checksum for w"),
        Tensor("a tensor with another's checksum", "F32", [0, 0, 0, 0], new string('a', 64), "does not match its checksum in w"),
        Tensor("a weight that is no number", "F32", [0, 0, 0xC0, 0x7F], "", "holds NaN in w"),
        Tensor("a weight at infinity", "F32", [0, 0, 0x80, 0xFF], "", "in w (byte"),
        Tensor("whole numbers for weights", "I32", [0, 0, 0, 0], "", "holds w as I32, not F32"),
    ];

    private static Attack Json(string name, string json, string says) => Attack.OnCheckpoint(name, () => SafetensorsBuilder.Seal(json, []), says);

    private static Attack Record(string name, string key, string? value, string says) => Attack.OnCheckpoint(name, () => SafetensorsBuilder.File("", metadata: Entries(key, value)), says);

    /// <param name="checksum">Empty for the right one, null for none.</param>
    private static Attack Tensor(string name, string type, byte[] value, string? checksum, string says) => Attack.OnCheckpoint(name, () =>
    {
        if (checksum is "") checksum = Convert.ToHexStringLower(SHA256.HashData(value));
        var entry = checksum is null ? "" : $",\"sha256.w\":\"{checksum}\"";
        return SafetensorsBuilder.Seal(
            $"{{\"__metadata__\":{{\"header_sha256\":\"{s_zeros}\"{Entries("", null)}{entry}}},\"w\":{{\"dtype\":\"{type}\",\"shape\":[1],\"data_offsets\":[0,4]}}}}", value);
    }, says);

    private static string Entries(string changed, string? value) => string.Concat(
        s_record.Select(entry => entry.Key == changed ? (entry.Key, Value: value) : (entry.Key, entry.Value)).Where(entry => entry.Value is not null).Select(entry => $",\"{entry.Key}\":\"{entry.Value}\""));
}
