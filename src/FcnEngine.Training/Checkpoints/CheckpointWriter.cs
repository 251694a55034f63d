using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FcnEngine.Data;
using FcnEngine.Execution;

namespace FcnEngine.Training.Checkpoints;

/// <summary>
/// Weights and record -> a safetensors file. Values cross from the device in pieces, are hashed as they are written, and the
/// header, whose length is known beforehand, is filled in last: a large weight is never held twice.
/// </summary>
public static class CheckpointWriter
{
    private static readonly string s_noChecksum = new('0', SafetensorsHeader.ChecksumDigits);

    /// <summary>Replaces the file atomically and durably.</summary>
    /// <exception cref="DataException">It cannot be written; the old file is untouched.</exception>
    public static void Write(string path, VariableStore variables, CheckpointRecord record) => Write(path, variables, record, probe: null);

    internal static void Write(string path, VariableStore variables, CheckpointRecord record, SaveProbe? probe)
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("checkpoints are written on little-endian machines only");
        var checksums = variables.ParameterNames.ToDictionary(name => name, _ => s_noChecksum);
        DurableFile.Replace(path, file =>
        {
            var reserved = Header(variables, record, checksums);
            file.Write(reserved);
            probe?.Reached?.Invoke(SaveMoment.HeaderReserved);
            var half = checksums.Count / 2;
            foreach (var name in variables.ParameterNames)
            {
                if (half-- == 0) probe?.Reached?.Invoke(SaveMoment.HalfWritten);
                checksums[name] = WriteTensor(file, variables, name);
            }

            var header = Header(variables, record, checksums);
            if (header.Length != reserved.Length) throw new InvalidOperationException("a checkpoint's header changed its length");
            Seal(header);
            // A disk that takes less than it says would otherwise be noticed when the old checkpoint is gone.
            var length = header.Length + variables.ParameterNames.Sum(name => variables[name].Type.ByteLength);
            if (file.Length != length) throw new IOException($"the disk took {file.Length} of {length} bytes");
            file.Position = 0;
            file.Write(header);
        }, probe);
    }

    private static string WriteTensor(Stream file, VariableStore variables, string name)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        variables.Read(name, (_, values) =>
        {
            var bytes = MemoryMarshal.AsBytes(values);
            hash.AppendData(bytes);
            file.Write(bytes);
        });
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Length and JSON, with zeros for the header's own checksum, padded with spaces so that the tensors start at a multiple of 8.</summary>
    private static byte[] Header(VariableStore variables, CheckpointRecord record, Dictionary<string, string> checksums)
    {
        using var buffer = new MemoryStream();
        buffer.Write(stackalloc byte[SafetensorsHeader.LengthBytes]);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject(SafetensorsHeader.MetadataKey);
            json.WriteString(SafetensorsHeader.ChecksumKey, s_noChecksum);
            foreach (var (key, value) in record.ToMetadata()) json.WriteString(key, value);
            foreach (var (name, checksum) in checksums) json.WriteString(Checkpoint.TensorChecksumPrefix + name, checksum);
            json.WriteEndObject();
            WriteTensors(json, variables);
            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        var header = buffer.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - SafetensorsHeader.LengthBytes);
        return header;
    }

    private static void WriteTensors(Utf8JsonWriter json, VariableStore variables)
    {
        long begin = 0;
        foreach (var name in variables.ParameterNames)
        {
            var type = variables[name].Type;
            json.WriteStartObject(name);
            json.WriteString("dtype", "F32");
            json.WriteStartArray("shape");
            foreach (var extent in type.Shape) json.WriteNumberValue(extent);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(begin);
            json.WriteNumberValue(begin += type.ByteLength);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    /// <summary>Puts the checksum of the JSON in its place, the first metadata entry.</summary>
    private static void Seal(byte[] header)
    {
        var start = Encoding.UTF8.GetBytes($"{{\"{SafetensorsHeader.MetadataKey}\":{{\"{SafetensorsHeader.ChecksumKey}\":\"").Length;
        var json = header.AsSpan(SafetensorsHeader.LengthBytes);
        var checksum = Convert.ToHexStringLower(SHA256.HashData(json));
        Encoding.ASCII.GetBytes(checksum, json.Slice(start, SafetensorsHeader.ChecksumDigits));
    }
}
