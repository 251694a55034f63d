using System.Buffers.Binary;
using System.IO.Compression;
using FcnEngine.Data.Files;

namespace FcnEngine.Data.Records;

/// <summary>
/// The lab's record files. Usage: <c>RecordFile.Write("train_images.tfrecords", samples)</c>,
/// <c>IReadOnlyList&lt;Sample&gt; samples = RecordFile.Read("train_images.tfrecords")</c>.
/// </summary>
public static class RecordFile
{
    public const string TrainName = "train_images.tfrecords";
    public const string ValName = "val_images.tfrecords";

    private const long MostHeldBytes = 512L << 20;
    private const int SmallestGzip = 18;
    // With the buffers of the reader, less than the 64 MiB a file of any size may cost.
    private const long FreeHeldBytes = 60L << 20;

    /// <summary>Reads a file of 256 x 256 frames; see <see cref="Read(string, FrameSize?)"/>.</summary>
    public static IReadOnlyList<Sample> Read(string path) => Read(path, FrameSize.Lab);

    /// <summary>
    /// All samples of a plain, gzip or zlib file, every frame, checksum, size and label checked before any is returned.
    /// <paramref name="size"/> is the size each frame must have; null takes the first frame's for all.
    /// </summary>
    /// <exception cref="DataException">Anything is not as it should be; the message gives file and byte.</exception>
    public static IReadOnlyList<Sample> Read(string path, FrameSize? size)
    {
        using var file = InputFile.Open(path);
        return Read(file, path, size);
    }

    /// <summary>The same from a seekable stream; errors name <paramref name="path"/>.</summary>
    public static IReadOnlyList<Sample> Read(Stream file, string path, FrameSize? size)
    {
        var bytes = InputFile.Guard(path, () => file.Length);
        using var decoded = Decode(file, path);
        var plain = decoded is null;
        // What a small compressed file may unfold to is bounded, whatever it claims.
        var most = plain ? long.MaxValue : MostHeldOf(bytes);
        var reader = new RecordFrameReader(decoded ?? file, path, plain ? bytes : null);
        var samples = new List<Sample>();
        long held = 0;
        while (reader.TryRead(out var data))
        {
            var sample = DecodeSample(data, path, size, samples.Count, reader.DataOffset);
            size ??= sample.Size;
            held += HeldBytes(sample);
            if (held > most)
                throw new DataException(path, $"unfolds to more than {most} bytes", "write it without compression", reader.DataOffset);
            samples.Add(sample);
        }
        if (decoded is GZipStream && (bytes < SmallestGzip || GzipTrailerSize(file, path) != (uint)reader.Position))
            throw new DataException(path, "ends before its gzip data does", "the file is truncated; write it again", reader.Position);
        if (samples.Count == 0)
            throw new DataException(path, "holds no record", "write it again", 0);
        return samples;
    }

    /// <summary>Writes all samples in their order and returns how many; the file appears whole or not at all.</summary>
    /// <exception cref="DataException">The file cannot be written, or a sample is not sound.</exception>
    public static int Write(string path, IEnumerable<Sample> samples, Compression compression = Compression.None, RecordSchema? schema = null)
    {
        var count = 0;
        AtomicFile.Write(path, stream => count = WriteTo(stream, path, samples, compression, schema));
        return count;
    }

    /// <summary>Writes records to an open stream; errors name <paramref name="path"/>.</summary>
    internal static int WriteTo(Stream stream, string path, IEnumerable<Sample> samples, Compression compression, RecordSchema? schema = null)
    {
        var encoder = new SampleEncoder(schema ?? RecordSchema.Lab);
        var (count, held) = (0, 0L);
        using (var packed = compression == Compression.GZip ? new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true) : null)
        {
            foreach (var sample in samples)
            {
                RecordFraming.Write(packed ?? stream, Encode(encoder, sample, path));
                held += HeldBytes(sample);
                count++;
            }
        }
        // What no reader would take is not written.
        return compression == Compression.None || held <= MostHeldOf(stream.Position) ? count
            : throw new DataException(path, $"would unfold to {held} bytes in memory, more than the {MostHeldOf(stream.Position)} that a compressed file of its size may", "write it without compression", stream.Position);
    }

    // Four bytes a pixel and one a label.
    private static long HeldBytes(Sample sample) => 5L * sample.Pixels.Length;

    private static long MostHeldOf(long packedBytes) => Math.Min(MostHeldBytes, FreeHeldBytes + 4 * packedBytes);

    private static ReadOnlySpan<byte> Encode(SampleEncoder encoder, Sample sample, string path)
    {
        try
        {
            return encoder.Encode(sample);
        }
        catch (ArgumentException fault)
        {
            throw new DataException(path, fault.Message, "correct the frame or leave it out", inner: fault);
        }
    }

    private static Stream? Decode(Stream file, string path)
    {
        var head = InputFile.Guard(path, () =>
        {
            var buffer = new byte[RecordFraming.HeaderBytes];
            return buffer[..file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        });
        file.Position = 0;
        if (RecordFraming.IsHeader(head))
            return null;
        if (head is [0x1F, 0x8B, ..])
            return new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        if (head is [0x78, var flags, ..] && (0x7800 + flags) % 31 == 0)
            return new ZLibStream(file, CompressionMode.Decompress, leaveOpen: true);
        return null;
    }

    // The inflater takes a file that lacks its trailer for a whole one; its last word must be the decoded size.
    private static uint GzipTrailerSize(Stream file, string path) => InputFile.Guard(path, () =>
    {
        var word = new byte[4];
        file.Position = file.Length - 4;
        file.ReadExactly(word);
        return BinaryPrimitives.ReadUInt32LittleEndian(word);
    });

    private static Sample DecodeSample(ReadOnlySpan<byte> data, string path, FrameSize? size, int index, long offset)
    {
        try
        {
            return SampleDecoder.Decode(data, size);
        }
        catch (ProtoFault fault)
        {
            throw new DataException(path, $"record {index}: {fault.Message}", "write the records again with fcn prepare", offset + fault.Offset, inner: fault);
        }
    }
}
