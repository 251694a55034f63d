using System.Buffers.Binary;

namespace FcnEngine.Data.Records;

/// <summary>
/// Reads TFRecord frames one after the other and checks both checksums. One buffer is reused, so a record's
/// bytes are good until the next call; it grows with the bytes that arrive, never with the length that is claimed.
/// </summary>
internal sealed class RecordFrameReader(Stream stream, string path, long? totalBytes)
{
    /// <summary>A 256 x 256 frame needs 0.6 MB; 2048 x 2048 as int64 still fits.</summary>
    private const long LongestRecord = 48L << 20;
    private const int GrowthStep = 1 << 20;

    private byte[] _buffer = [];

    /// <summary>Where the data of the current record starts.</summary>
    public long DataOffset { get; private set; }

    public long Position { get; private set; }

    /// <summary>The data of the next record; false at a clean end of the file.</summary>
    public bool TryRead(out ReadOnlySpan<byte> data)
    {
        data = default;
        Span<byte> header = stackalloc byte[RecordFraming.HeaderBytes];
        var start = Position;
        var got = Fill(header);
        if (got == 0)
            return false;
        if (got < header.Length)
            throw Fault(start, $"ends inside a record header ({got} of {header.Length} bytes)", "the file is truncated; write it again");
        if (!RecordFraming.IsHeader(header))
            throw Fault(start, "has a record whose length fails its checksum", "the file is damaged or not a record file; write it again");

        var length = BinaryPrimitives.ReadUInt64LittleEndian(header);
        if (length > LongestRecord)
            throw Fault(start, $"has a record of {length} bytes, more than {LongestRecord}", "check that it is a record file of this engine or of the lab");
        if (totalBytes is { } total && (long)length + RecordFraming.FooterBytes > total - Position)
            throw Fault(start, $"ends inside a record of {length} bytes", "the file is truncated; write it again");

        DataOffset = Position;
        var filled = FillBuffer((int)length);
        Span<byte> footer = stackalloc byte[RecordFraming.FooterBytes];
        if (filled < (int)length || Fill(footer) < footer.Length)
            throw Fault(start, $"ends inside a record of {length} bytes", "the file is truncated; write it again");
        data = _buffer.AsSpan(0, (int)length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(footer) != MaskedCrc32C.Of(data))
            throw Fault(DataOffset, "has a record whose data fails its checksum", "the file is damaged; write it again");
        return true;
    }

    private int FillBuffer(int length)
    {
        var filled = 0;
        while (filled < length)
        {
            var want = Math.Min(length, Math.Max(filled + GrowthStep, _buffer.Length));
            if (_buffer.Length < want)
                Array.Resize(ref _buffer, want);
            var got = Fill(_buffer.AsSpan(filled, want - filled));
            filled += got;
            if (filled < want)
                break;
        }
        return filled;
    }

    private int Fill(Span<byte> target)
    {
        try
        {
            var got = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
            Position += got;
            return got;
        }
        catch (InvalidDataException damage)
        {
            throw new DataException(path, "is not sound compressed data", "the file is damaged or truncated; write it again", Position, inner: damage);
        }
        catch (IOException refusal)
        {
            throw new DataException(path, $"cannot be read ({refusal.Message})", "check the disk", Position, inner: refusal);
        }
    }

    private DataException Fault(long offset, string problem, string remedy) => new(path, problem, remedy, offset);
}
