using BenchmarkDotNet.Analysers;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Validators;

namespace FcnEngine.Benchmarks;

/// <summary>The processor time of all threads for one run, which a machine shared with others lengthens far less than the time on the clock.</summary>
internal sealed class CpuTime : IDiagnoser, IMetricDescriptor
{
    private TimeSpan _began, _used;

    public IEnumerable<string> Ids => [nameof(CpuTime)];

    public IEnumerable<IExporter> Exporters => [];

    public IEnumerable<IAnalyser> Analysers => [];

    public string Id => nameof(CpuTime);

    public string DisplayName => "CPU";

    public string Legend => "Processor time of all threads for one run";

    public string NumberFormat => "N1";

    public UnitType UnitType => UnitType.Time;

    public string Unit => "ns";

    public bool TheGreaterTheBetter => false;

    public int PriorityInCategory => 0;

    public BenchmarkDotNet.Diagnosers.RunMode GetRunMode(BenchmarkCase benchmarkCase) => BenchmarkDotNet.Diagnosers.RunMode.NoOverhead;

    public bool GetIsAvailable(Metric metric) => true;

    public void Handle(HostSignal signal, DiagnoserActionParameters parameters)
    {
        if (signal == HostSignal.BeforeActualRun) _began = Environment.CpuUsage.TotalTime;
        if (signal == HostSignal.AfterActualRun) _used = Environment.CpuUsage.TotalTime - _began;
    }

    public IEnumerable<Metric> ProcessResults(DiagnoserResults results)
    {
        var runs = results.Measurements.Where(measurement => measurement is { IterationMode: IterationMode.Workload, IterationStage: IterationStage.Actual }).Sum(measurement => measurement.Operations);
        return runs > 0 ? [new Metric(this, _used.TotalNanoseconds / runs)] : [];
    }

    public void DisplayResults(ILogger logger)
    {
    }

    public IEnumerable<ValidationError> Validate(ValidationParameters validationParameters) => [];
}
