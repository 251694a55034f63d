namespace FcnEngine.Training.Tests.Storage;

/// <summary>How a disk takes no more.</summary>
internal enum Refusal
{
    /// <summary>Nothing of the write is taken, and the system says so.</summary>
    Whole,

    /// <summary>Half of the write is taken before the system says so.</summary>
    AfterHalf,

    /// <summary>Half of the write is taken and nobody says anything.</summary>
    Silent,
}

/// <summary>A stream that hands everything on but one write, counted from 0; <see cref="Writes"/> tells how many came.</summary>
internal sealed class FullDisk(Stream inner, int failingWrite, Refusal refusal) : Stream
{
    public int Writes { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Writes++ != failingWrite)
        {
            inner.Write(buffer);
            return;
        }

        if (refusal != Refusal.Whole) inner.Write(buffer[..(buffer.Length / 2)]);
        if (refusal != Refusal.Silent) throw new IOException("No space left on device");
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
