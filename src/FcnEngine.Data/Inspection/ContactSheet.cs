using FcnEngine.Data.Augmentation;

namespace FcnEngine.Data.Inspection;

/// <summary>Many frames in one picture, row by row in their order; frames for validation are framed in blue.</summary>
public static class ContactSheet
{
    public const int MostFrames = 1000;

    private const int Widest = 2560, LargestCell = 256, SmallestCell = 64, Gap = 4, PreviewColumns = 8;

    private static ReadOnlySpan<byte> Blue => [0x40, 0x90, 0xFF];

    private static ReadOnlySpan<byte> Gray => [0x50, 0x50, 0x50];

    /// <summary>Writes the frames and returns how many stand in a row.</summary>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static int Write(string path, IReadOnlyList<InspectedFrame> frames)
    {
        var shown = Math.Min(MostFrames, frames.Count);
        var columns = Math.Max(1, (int)Math.Ceiling(Math.Sqrt(1.6 * shown)));
        Paint(path, [.. frames.Take(shown)], columns);
        return columns;
    }

    /// <summary>A row a frame: as it is, then as the first epochs of a run with this seed would see it.</summary>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static int WritePreview(string path, IReadOnlyList<InspectedFrame> frames, Augmentations set, ulong seed)
    {
        const int mostRows = 12;
        var cells = new List<InspectedFrame>();
        for (var index = 0; index < Math.Min(mostRows, frames.Count); index++)
        {
            var sample = frames[index].Sample;
            cells.Add(new InspectedFrame(sample, IsVal: true));
            for (var epoch = 0; epoch < PreviewColumns - 1; epoch++)
                cells.Add(new InspectedFrame(Changed(sample, FrameChange.Draw(set, sample.Size, seed, epoch, index))));
        }
        Paint(path, cells, PreviewColumns);
        return PreviewColumns;
    }

    private static Sample Changed(Sample sample, FrameChange change)
    {
        var (image, labels) = (new float[sample.Size.Pixels], new byte[sample.Size.Pixels]);
        FrameWarp.Apply(sample, change, image, labels);
        return sample with { Pixels = Array.ConvertAll(image, value => (int)MathF.Round(value * 1024)), Mask = labels };
    }

    private static void Paint(string path, List<InspectedFrame> frames, int columns)
    {
        var cell = Math.Clamp(Widest / columns - Gap, SmallestCell, LargestCell);
        var rows = (frames.Count + columns - 1) / columns;
        var canvas = new RgbCanvas(rows * (cell + Gap), columns * (cell + Gap));
        Parallel.For(0, frames.Count, i =>
        {
            int top = i / columns * (cell + Gap) + Gap / 2, left = i % columns * (cell + Gap) + Gap / 2;
            FramePicture.Draw(canvas, top, left, cell, cell, frames[i].Sample);
            canvas.Frame(top - 1, left - 1, cell + 2, cell + 2, frames[i].IsVal ? Blue : Gray);
        });
        canvas.Write(path);
    }
}
