using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using FcnEngine.Testing.Cases;

namespace FcnEngine.Benchmarks;

/// <summary>What the case asks for, over the median time: useful work only, each tensor counted once.</summary>
internal sealed class RateColumn(string unit, string legend, Func<KernelCase, long> amount) : IColumn
{
    public static RateColumn Flops { get; } =
        new("GFLOP/s", "Floating-point operations by definition (a multiply-add is two, padded taps count) over the median time", kernel => kernel.Flops);

    public static RateColumn Bytes { get; } = new("GB/s", "Bytes of all tensors, each once, over the median time", kernel => kernel.Bytes);

    public string Id => $"{nameof(RateColumn)}.{unit}";

    public string ColumnName => unit;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => legend;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, summary.Style);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        summary[benchmarkCase]?.ResultStatistics is { } statistics && benchmarkCase.Parameters[nameof(KernelBenchmark.Case)] is KernelCase kernel
            ? (amount(kernel) / statistics.Median).ToString("F2", CultureInfo.InvariantCulture)
            : "-";
}
