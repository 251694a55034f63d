namespace FcnEngine.Execution;

/// <summary>A block of memory on a device. Its first byte is aligned to at least <see cref="Alignment"/> bytes.</summary>
public abstract class DeviceMemory(long byteLength) : IDisposable
{
    /// <summary>Tensors start at multiples of this many bytes, which the widest vector access of every backend may rely on.</summary>
    public const int Alignment = 256;

    public long ByteLength { get; } = byteLength;

    /// <summary>Copies host bytes to the block; when it returns, <paramref name="source"/> may be reused.</summary>
    public abstract void Upload(long byteOffset, ReadOnlySpan<byte> source);

    /// <summary>Waits for the work queued so far and copies bytes of the block to the host.</summary>
    public abstract void Download(long byteOffset, Span<byte> destination);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
