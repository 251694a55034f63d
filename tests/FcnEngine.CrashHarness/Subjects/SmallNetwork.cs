using FcnEngine.Data;
using FcnEngine.Data.Phantom;
using FcnEngine.Data.Records;
using FcnEngine.Networks;

namespace FcnEngine.CrashHarness.Subjects;

/// <summary>The FCN's layers with few filters and dropout, and phantom slices made small for it: trains in milliseconds.</summary>
/// <param name="Name">As <c>--small</c> takes it.</param>
/// <param name="Filters">Of the four convolutions.</param>
/// <param name="Extent">Rows and columns of a frame.</param>
internal sealed record SmallNetwork(string Name, int[] Filters, int Extent)
{
    /// <summary>A step of it takes about a millisecond on the CPU.</summary>
    public static SmallNetwork ForCpu { get; } = new("cpu", [8, 8, 16, 16], 32);

    /// <summary>So small that ILGPU's CPU accelerator, which runs kernels thread by thread, has a chance.</summary>
    public static SmallNetwork ForSimulator { get; } = new("simulator", [2, 2, 2, 2], 16);

    public static SmallNetwork Find(string name) => name == ForCpu.Name ? ForCpu : ForSimulator;

    public Network Create() => FullyConvolutional.Create(Filters, Extent, Extent, keepProbability: 0.75f);

    /// <summary>Writes both record files.</summary>
    public void WriteRecords(string folder, int train)
    {
        var set = PhantomSet.Generate(new PhantomOptions { Images = train + 2, Seed = 5 });
        RecordFile.Write(Path.Combine(folder, RecordFile.TrainName), set.Train.Select(Shrink));
        RecordFile.Write(Path.Combine(folder, RecordFile.ValName), set.Val.Select(Shrink));
    }

    /// <summary>Every so many pixels one.</summary>
    private Sample Shrink(Sample sample)
    {
        var step = sample.Width / Extent;
        var (pixels, mask) = (new int[Extent * Extent], new byte[Extent * Extent]);
        for (var i = 0; i < pixels.Length; i++)
        {
            var from = (i / Extent * sample.Width + i % Extent) * step;
            (pixels[i], mask[i]) = (sample.Pixels[from], sample.Mask[from]);
        }

        return new Sample { Name = sample.Name, Height = Extent, Width = Extent, Pixels = pixels, Mask = mask };
    }
}
