using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FcnEngine.Data;
using FcnEngine.Data.Files;
using FcnEngine.Execution;

namespace FcnEngine.Training.Checkpoints;

/// <summary>
/// A checkpoint on the disk whose every byte was verified. Usage:
/// <c>var checkpoint = Checkpoint.Open("run/model.safetensors"); checkpoint.LoadInto(model);</c>.
/// </summary>
public sealed class Checkpoint
{
    internal const string TensorChecksumPrefix = "sha256.";
    private const int PieceBytes = 1 << 20;

    private readonly SafetensorsHeader _header;

    private Checkpoint(string path, SafetensorsHeader header, CheckpointRecord record)
    {
        Path = path;
        _header = header;
        Record = record;
    }

    public string Path { get; }

    public CheckpointRecord Record { get; }

    /// <summary>Names and shapes of the weights, in the order of the file.</summary>
    public IEnumerable<(string Name, IReadOnlyList<long> Shape)> Tensors => _header.Tensors.Select(tensor => (tensor.Name, tensor.Shape));

    /// <summary>Reads and verifies a file: header, checksums, and that every weight is finite.</summary>
    /// <exception cref="DataException">It is missing, damaged, or no checkpoint; the message gives file and byte.</exception>
    public static Checkpoint Open(string path)
    {
        using var file = InputFile.Open(path);
        return InputFile.Guard(path, () => Read(file, path));
    }

    /// <summary>Reads and verifies the head of a file alone.</summary>
    /// <exception cref="DataException">It is missing, damaged, or no checkpoint.</exception>
    public static CheckpointRecord ReadRecord(string path)
    {
        using var file = InputFile.Open(path);
        return InputFile.Guard(path, () => CheckpointRecord.FromMetadata(SafetensorsHeader.Read(file, path).Metadata, path));
    }

    internal static Checkpoint Read(Stream file, string path)
    {
        var header = SafetensorsHeader.Read(file, path);
        var record = CheckpointRecord.FromMetadata(header.Metadata, path);
        var checkpoint = new Checkpoint(path, header, record);
        foreach (var tensor in header.Tensors)
        {
            if (tensor.DataType != "F32") throw checkpoint.Fault($"holds {tensor.Name} as {tensor.DataType}, not F32", tensor);
            checkpoint.Verify(file, tensor);
        }

        return checkpoint;
    }

    /// <summary>Copies the weights into a model of the same network.</summary>
    /// <exception cref="DataException">The checkpoint holds another network; the model is untouched then.</exception>
    public void LoadInto(Model model)
    {
        CheckFits(model);
        using var file = InputFile.Open(Path);
        InputFile.Guard(Path, () =>
        {
            foreach (var tensor in _header.Tensors)
            {
                // The store asks for consecutive pieces; each is hashed again, for the file may have changed since it was opened.
                var position = _header.DataStart + tensor.Begin;
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                model.Variables.Write(tensor.Name, (_, values) =>
                {
                    var bytes = MemoryMarshal.AsBytes(values);
                    file.Position = position;
                    file.ReadExactly(bytes);
                    hash.AppendData(bytes);
                    position += bytes.Length;
                });
                CheckHash(tensor, hash);
            }

            return 0;
        });
    }

    private void CheckFits(Model model)
    {
        if (Record.Network != model.Network.Name)
            throw new DataException(Path, $"holds the network '{Record.Network}', not '{model.Network.Name}'", $"use --network {Record.Network}, or another checkpoint");
        var wanted = model.Variables.ParameterNames.ToHashSet();
        foreach (var tensor in _header.Tensors)
        {
            if (!wanted.Remove(tensor.Name)) throw Fault($"holds {tensor.Name}, which the network does not have", tensor, "use the settings the checkpoint was trained with, such as --biases");
            var shape = model.Variables[tensor.Name].Shape;
            if (!shape.Select(extent => (long)extent).SequenceEqual(tensor.Shape))
                throw Fault($"holds {tensor.Name} with shape ({string.Join(", ", tensor.Shape)}), the network's is {shape}", tensor, "use the settings the checkpoint was trained with");
        }

        if (wanted.Count > 0) throw new DataException(Path, $"lacks {wanted.First()}", "use the settings the checkpoint was trained with, such as --biases");
    }

    private void Verify(Stream file, TensorEntry tensor)
    {
        var buffer = new byte[Math.Min(PieceBytes, tensor.ByteLength)];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        file.Position = _header.DataStart + tensor.Begin;
        for (long done = 0; done < tensor.ByteLength; done += buffer.Length)
        {
            var bytes = buffer.AsSpan(0, (int)Math.Min(buffer.Length, tensor.ByteLength - done));
            file.ReadExactly(bytes);
            hash.AppendData(bytes);
            var values = MemoryMarshal.Cast<byte, float>(bytes);
            var odd = IndexOfNotFinite(values);
            if (odd >= 0) throw Fault($"holds {values[odd]} in {tensor.Name}", tensor, "use an earlier checkpoint");
        }

        CheckHash(tensor, hash);
    }

    private void CheckHash(TensorEntry tensor, IncrementalHash hash)
    {
        if (!_header.Metadata.TryGetValue(TensorChecksumPrefix + tensor.Name, out var expected)) throw Fault($"has no checksum for {tensor.Name}", tensor);
        if (expected != Convert.ToHexStringLower(hash.GetHashAndReset())) throw Fault($"does not match its checksum in {tensor.Name}", tensor);
    }

    private static int IndexOfNotFinite(ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i])) return i;
        }

        return -1;
    }

    private DataException Fault(string problem, TensorEntry tensor, string remedy = "the file is damaged; use an earlier checkpoint") =>
        new(Path, problem, remedy, _header.DataStart + tensor.Begin);
}
