using BenchmarkDotNet.Attributes;
using FcnEngine.Data;
using FcnEngine.Data.Augmentation;
using FcnEngine.Data.Batching;
using FcnEngine.Data.Phantom;
using FcnEngine.Data.Records;

namespace FcnEngine.Benchmarks.Data;

/// <summary>Frames in memory to batches, as fast as its one thread fills them. A run is one frame of 256 x 256.</summary>
public class Loading
{
    private BatchLoader _loader = null!;

    [Params(Augmentations.None, Augmentations.Flip | Augmentations.Intensity, Augmentations.All)]
    public Augmentations Augment { get; set; }

    [GlobalSetup]
    public void Open()
    {
        var folder = Directory.CreateTempSubdirectory("fcn-bench-").FullName;
        PhantomSet.Write(folder, new PhantomOptions { Images = 100 });
        IReadOnlyList<Sample> samples = RecordFile.Read(Path.Combine(folder, RecordFile.TrainName));
        Directory.Delete(folder, recursive: true);
        _loader = new BatchLoader(samples, new BatchLoaderOptions { Augment = Augment });
    }

    [GlobalCleanup]
    public void Close() => _loader.Dispose();

    [Benchmark]
    public int Next() => _loader.Next().Count;
}
