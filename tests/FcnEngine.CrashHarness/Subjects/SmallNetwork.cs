using FcnEngine.Data;
using FcnEngine.Data.Phantom;
using FcnEngine.Data.Records;
using FcnEngine.Networks;

namespace FcnEngine.CrashHarness.Subjects;

/// <summary>One of the lab's networks made small, and phantom slices made small for it: trains in milliseconds.</summary>
/// <param name="Name">As <c>--small</c> takes it.</param>
/// <param name="Extent">Rows and columns of a frame.</param>
/// <param name="Create">The network.</param>
internal sealed record SmallNetwork(string Name, int Extent, Func<Network> Create)
{
    /// <summary>The FCN with few filters and dropout; a step of it takes about a millisecond on the CPU.</summary>
    public static SmallNetwork ForCpu { get; } = new("cpu", 32, () => FullyConvolutional.Create([8, 8, 16, 16], 32, 32, keepProbability: 0.75f));

    /// <summary>The FC net, so small that ILGPU's CPU accelerator, which runs kernels thread by thread, has a chance.</summary>
    public static SmallNetwork ForSimulator { get; } = new("simulator", 8, () => FullyConnected.Create(8, 8, 4));

    public static SmallNetwork Find(string name) => name == ForCpu.Name ? ForCpu : ForSimulator;

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
