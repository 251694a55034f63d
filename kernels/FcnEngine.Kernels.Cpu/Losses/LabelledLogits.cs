using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu.Memory;

namespace FcnEngine.Kernels.Cpu.Losses;

/// <summary>Pixels and classes of logits [.., classes] with one label a pixel.</summary>
internal sealed unsafe class LabelledLogits
{
    /// <summary>Pixels that an item owns.</summary>
    public const int PixelsPerItem = 4096;

    public LabelledLogits(DeviceTensor logits, DeviceTensor labels)
    {
        if (logits.Shape.Rank < 1 || logits.Shape[^1] < 1) throw new ArgumentException($"logits end in an axis of classes, got {logits.Shape}");
        Classes = logits.Shape[^1];
        Pixels = logits.ElementCount / Classes;
        if (labels.ElementCount != Pixels)
            throw new ArgumentException($"logits of shape {logits.Shape} take {Pixels} labels, got {labels.Shape}");
        Logits = logits.Floats();
        Labels = labels.Bytes();
    }

    public int Classes { get; }

    public long Pixels { get; }

    public float* Logits { get; }

    public byte* Labels { get; }

    public int Items => checked((int)((Pixels + PixelsPerItem - 1) / PixelsPerItem));

    public (long First, long End) Range(int item) => ((long)item * PixelsPerItem, Math.Min((item + 1L) * PixelsPerItem, Pixels));
}
