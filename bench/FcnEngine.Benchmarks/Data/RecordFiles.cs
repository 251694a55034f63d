using BenchmarkDotNet.Attributes;
using FcnEngine.Data.Phantom;
using FcnEngine.Data.Preparation;
using FcnEngine.Data.Records;

namespace FcnEngine.Benchmarks.Data;

/// <summary>DICOM files and contours to records, and records to frames in memory. A run is one frame of 256 x 256.</summary>
public class RecordFiles
{
    private const int Frames = 200;

    private string _folder = "";

    [Params(Compression.None, Compression.GZip)]
    public Compression Packing { get; set; }

    private string Source => Path.Combine(_folder, "source");

    private string Target => Path.Combine(_folder, "data");

    [GlobalSetup]
    public void Make()
    {
        _folder = Directory.CreateTempSubdirectory("fcn-bench-").FullName;
        PhantomDicom.Write(Source, new PhantomOptions { Images = Frames });
        Prepare();
    }

    [GlobalCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Benchmark(OperationsPerInvoke = Frames)]
    public int Prepare() => DataPreparation.Run(new PreparationOptions { Source = Source, DataFolder = Target, Compression = Packing }).TrainFrames;

    [Benchmark(OperationsPerInvoke = Frames)]
    public int Read() => RecordFile.Read(Path.Combine(Target, RecordFile.TrainName)).Count + RecordFile.Read(Path.Combine(Target, RecordFile.ValName)).Count;
}
