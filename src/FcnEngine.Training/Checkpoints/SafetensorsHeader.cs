using System.Buffers.Binary;
using System.Security.Cryptography;
using FcnEngine.Data;

namespace FcnEngine.Training.Checkpoints;

/// <summary>
/// The beginning of a safetensors file: 8 bytes with the little-endian length of a JSON object, then that object, which names
/// the tensors and holds a map of texts called <c>__metadata__</c>.
/// Ours carries <see cref="ChecksumKey"/>, the SHA-256 of the JSON with the 64 digits of that very text replaced by zeros.
/// </summary>
/// <param name="Metadata">The texts, in their order.</param>
/// <param name="Tensors">In the order of their bytes, without gaps.</param>
/// <param name="DataStart">The file offset of the first tensor's bytes.</param>
internal sealed record SafetensorsHeader(IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<TensorEntry> Tensors, long DataStart)
{
    public const string MetadataKey = "__metadata__", ChecksumKey = "header_sha256";
    public const int LengthBytes = 8, ChecksumDigits = 64;

    internal const string Remedy = "it is no checkpoint, or damaged; use an earlier one of the run";

    /// <summary>The longest header the format allows.</summary>
    public const long LongestJson = 100_000_000;

    /// <summary>Reads and checks a header: syntax, duplicate names, shapes against bytes, gaps, overlaps, and the checksum.</summary>
    /// <exception cref="DataException">Anything is not as it should be.</exception>
    public static SafetensorsHeader Read(Stream file, string path)
    {
        Span<byte> prefix = stackalloc byte[LengthBytes];
        if (file.ReadAtLeast(prefix, LengthBytes, throwOnEndOfStream: false) < LengthBytes) throw Fault("is shorter than the length of its header", 0);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        var rest = file.Length - LengthBytes;
        if (length > (ulong)Math.Min(LongestJson, rest)) throw Fault($"says its header has {length} bytes, {rest} follow and {LongestJson} are allowed", 0);
        if (length < 2) throw Fault($"says its header has {length} bytes", 0);

        var json = new byte[length];
        file.ReadExactly(json);
        if (json[0] != (byte)'{') throw Fault("has a header that does not begin with '{'", LengthBytes);
        var parser = new SafetensorsHeaderParser(json, path, rest - (long)length);
        var (metadata, tensors, checksumAt) = parser.Parse();
        Verify(json, metadata, checksumAt);
        return new SafetensorsHeader(metadata, tensors, LengthBytes + (long)length);

        DataException Fault(string problem, long offset) => new(path, problem, Remedy, offset);

        void Verify(byte[] bytes, IReadOnlyDictionary<string, string> texts, int at)
        {
            if (at < 0) throw Fault($"has no {ChecksumKey}", LengthBytes);
            var digits = bytes.AsSpan(at, ChecksumDigits);
            digits.Fill((byte)'0');
            if (texts[ChecksumKey] != Convert.ToHexStringLower(SHA256.HashData(bytes))) throw Fault("has a header that does not match its checksum", LengthBytes + at);
        }
    }
}
