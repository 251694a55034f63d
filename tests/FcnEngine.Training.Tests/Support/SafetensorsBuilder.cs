using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FcnEngine.Training.Tests.Support;

/// <summary>Safetensors files of any content whose header has a right checksum, so that the rule under test is what refuses them.</summary>
internal static class SafetensorsBuilder
{
    private static readonly string s_zeros = new('0', 64);

    /// <summary>A header with what a checkpoint says of itself, and zeros for values.</summary>
    /// <param name="tensors">The entries behind the metadata, without the comma between.</param>
    /// <param name="dataLength">Bytes behind the header.</param>
    /// <param name="metadata">More entries of the metadata, each with a comma before it.</param>
    public static byte[] File(string tensors, int dataLength = 0, string metadata = "") =>
        Seal($"{{\"__metadata__\":{{\"header_sha256\":\"{s_zeros}\"{metadata}}}{(tensors.Length > 0 ? "," : "")}{tensors}}}", new byte[dataLength]);

    /// <summary>JSON whose first text of 64 zeros becomes its checksum, with its length before it and values behind it.</summary>
    public static byte[] Seal(string json, byte[] data) => Frame(Encoding.UTF8.GetBytes(WithChecksum(json)), data);

    public static string WithChecksum(string json)
    {
        var at = json.IndexOf(s_zeros, StringComparison.Ordinal);
        return at < 0 ? json : $"{json[..at]}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))}{json[(at + 64)..]}";
    }

    /// <param name="claimed">The length the file claims its header to have; null for the right one.</param>
    public static byte[] Frame(byte[] json, byte[] data, ulong? claimed = null)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, claimed ?? (ulong)json.Length);
        return [.. length, .. json, .. data];
    }
}
