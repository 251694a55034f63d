using BenchmarkDotNet.Attributes;
using FcnEngine.Execution;
using FcnEngine.Testing.Cases;
using FcnEngine.Testing.Checks;

namespace FcnEngine.Benchmarks;

/// <summary>One kernel over its cases and all devices. What is not right against float64 is not measured.</summary>
public abstract class KernelBenchmark
{
    private Device _device = null!;
    private KernelRun _run = null!;

    [ParamsSource(nameof(Devices))]
    public BenchDevice Device { get; set; } = null!;

    [ParamsSource(nameof(Cases))]
    public KernelCase Case { get; set; } = null!;

    public static IEnumerable<BenchDevice> Devices => BenchDevice.All;

    public IEnumerable<KernelCase> Cases => Catalogue.Where(Includes);

    /// <summary>Whether a case runs this kernel.</summary>
    protected abstract bool Includes(KernelCase kernel);

    [GlobalSetup]
    public void Check()
    {
        _device = Device.Open();
        var inputs = Case.Inputs();
        _run = new KernelRun(_device, Case, inputs);
        KernelChecks.Values(_run, Case, inputs, Case.Expected(inputs), Case.Tolerance);
    }

    [GlobalCleanup]
    public void Close()
    {
        _run.Dispose();
        _device.Dispose();
    }

    [Benchmark]
    public void Run()
    {
        _run.Run();
        _device.Synchronize();
    }
}
