using BenchmarkDotNet.Attributes;
using FcnEngine.Data.Dicom;
using FcnEngine.Data.Phantom;

namespace FcnEngine.Benchmarks.Data;

/// <summary>A folder of 1,000 DICOM files of 256 x 256: bytes alone, headers, pixels. A run is one file.</summary>
public class DicomReading
{
    private const int Files = 1000;

    private string _folder = "";
    private string[] _files = [];

    [GlobalSetup]
    public void Make()
    {
        _folder = Directory.CreateTempSubdirectory("fcn-bench-").FullName;
        PhantomDicom.Write(_folder, new PhantomOptions { Images = Files });
        _files = Directory.GetFiles(_folder, "*.dcm", SearchOption.AllDirectories);
    }

    [GlobalCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    /// <summary>What the system takes to hand over the bytes, and nobody can be faster than.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Files)]
    public long Bytes() => _files.Sum(file => (long)File.ReadAllBytes(file).Length);

    [Benchmark(OperationsPerInvoke = Files)]
    public int Headers() => _files.Sum(file => DicomReaders.Default.ReadHeader(file).Rows);

    [Benchmark(OperationsPerInvoke = Files)]
    public int HeadersOnAllCores() => _files.AsParallel().Sum(file => DicomReaders.Default.ReadHeader(file).Rows);

    [Benchmark(OperationsPerInvoke = Files)]
    public int Pixels() => _files.Sum(file => DicomReaders.Default.ReadImage(file).Pixels[0]);
}
