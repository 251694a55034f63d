namespace FcnEngine.Data.Batching;

/// <summary>
/// Frames ready for the network. The spans show buffers of the loader: they are good until the next batch is asked for.
/// </summary>
public sealed class Batch
{
    private readonly float[] _images;
    private readonly byte[] _labels;
    private readonly int[] _indices;
    private readonly string[] _names;

    internal Batch(int capacity, FrameSize size)
    {
        Size = size;
        _images = new float[checked(capacity * size.Pixels)];
        _labels = new byte[checked(capacity * size.Pixels)];
        _indices = new int[capacity];
        _names = new string[capacity];
    }

    public FrameSize Size { get; }

    /// <summary>Frames in this batch; less than the batch size in the last one of an epoch.</summary>
    public int Count { get; internal set; }

    /// <summary>Which pass over the data this is, from 0.</summary>
    public int Epoch { get; internal set; }

    /// <summary>Place in the epoch, from 0.</summary>
    public int Index { get; internal set; }

    public bool EndsEpoch { get; internal set; }

    /// <summary>[Count, Height, Width, 1], stored value / 1024.</summary>
    public ReadOnlySpan<float> Images => _images.AsSpan(0, Count * Size.Pixels);

    /// <summary>[Count, Height, Width], 0 or 1.</summary>
    public ReadOnlySpan<byte> Labels => _labels.AsSpan(0, Count * Size.Pixels);

    /// <summary>Which samples these are, as places in the set given to the loader.</summary>
    public ReadOnlySpan<int> SampleIndices => _indices.AsSpan(0, Count);

    public ReadOnlySpan<string> Names => _names.AsSpan(0, Count);

    internal Span<float> ImageSlot(int slot) => _images.AsSpan(slot * Size.Pixels, Size.Pixels);

    internal Span<byte> LabelSlot(int slot) => _labels.AsSpan(slot * Size.Pixels, Size.Pixels);

    internal void Describe(int slot, int index, string name) => (_indices[slot], _names[slot]) = (index, name);
}
