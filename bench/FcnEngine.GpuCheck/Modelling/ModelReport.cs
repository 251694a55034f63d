using System.Globalization;
using System.Text;
using FcnEngine.GpuCheck.Catalogue;
using FcnEngine.GpuCheck.Compiling;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.TensorCores;
using FcnEngine.Networks;

namespace FcnEngine.GpuCheck.Modelling;

/// <summary>The modelled times of the lab's steps, kernel by kernel, as Markdown.</summary>
internal sealed class ModelReport(PtxasTable ptxas, CardRates card, Action<string> progress)
{
    /// <param name="Goal">Microseconds; null where none was set.</param>
    private sealed record Workload(string Name, Network Network, int BatchSize, bool Training, Precision Precision, double? Goal);

    private static readonly Workload[] s_workloads =
    [
        new("FCN step, batch 1, class F", FullyConvolutional.Create(), 1, true, Precision.Fp32, 115),
        new("FCN step, batch 1, class T", FullyConvolutional.Create(), 1, true, Precision.Tf32, 80),
        new("FCN step, batch 32, class F", FullyConvolutional.Create(), 32, true, Precision.Fp32, 1900),
        new("FCN step, batch 32, class T", FullyConvolutional.Create(), 32, true, Precision.Tf32, 1300),
        new("FCN inference, batch 1, class F", FullyConvolutional.Create(), 1, false, Precision.Fp32, 40),
        new("FCN inference, batch 32, class F", FullyConvolutional.Create(), 32, false, Precision.Fp32, 700),
        new("FC step, batch 1", FullyConnected.Create(), 1, true, Precision.Fp32, 230),
    ];

    private readonly Dictionary<(string, int), AssembledKernel> _assembled = [];
    private readonly StringBuilder _text = new();

    public string Write(string only)
    {
        var totals = new List<(Workload Workload, double Together, double InTurn, int Nodes)>();
        foreach (var workload in s_workloads.Where(each => each.Name.Contains(only, StringComparison.OrdinalIgnoreCase))) totals.Add(Table(workload));
        var head = new StringBuilder();
        head.AppendLine(CultureInfo.InvariantCulture, $"A model for an {card.Name}, microseconds; nothing in these tables was measured.");
        head.AppendLine();
        head.AppendLine("| workload | kernels | one after the other | as captured | goal |");
        head.AppendLine("|---|--:|--:|--:|--:|");
        foreach (var (workload, together, inTurn, nodes) in totals)
            head.AppendLine(CultureInfo.InvariantCulture, $"| {workload.Name} | {nodes} | {inTurn / 1e3:F1} | **{together / 1e3:F1}** | {workload.Goal} |");
        return head.ToString() + _text;
    }

    private (Workload, double, double, int) Table(Workload workload)
    {
        progress(workload.Name);
        var step = ModelledStep.Bind(workload.Network, workload.BatchSize, workload.Training, new GpuOptions { Precision = workload.Precision });
        var times = step.Kernels.Select(kernel => Estimate(kernel.Kernel, step.WorkingBytes < card.CacheBytes)).ToArray();
        var schedule = StepSchedule.Simulate(times, step.After, card);
        double together = schedule.Max(each => each.End), inTurn = times.Sum(time => time.Ns + card.NodeNs);
        Line($"");
        Line($"### {workload.Name}");
        Line($"");
        Line($"| kernel | blocks x warps (at once) | from | us | bound by | tensor | instructions | shared | cache | memory | latency | cache MB |");
        Line($"|---|---|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|");
        for (var i = 0; i < times.Length; i++)
        {
            var (time, work) = (times[i], times[i].Work);
            string Part(string name) => (time.Part(name) / 1e3).ToString("F1", CultureInfo.InvariantCulture);
            Line($"| {work.Name} | {work.Blocks} x {work.Warps} ({work.Resident}) | {schedule[i].Begin / 1e3:F1} | **{time.Ns / 1e3:F1}** | {time.Bound} | {Part("tensor cores")} | {Part("instructions")} | {Part("shared memory")} | {Part("cache")} | {Part("memory")} | {Part("latency")} | {work.CacheBytes / 1e6:F1} |");
        }

        return (workload, together, inTurn, times.Length);
    }

    private KernelTime Estimate(BoundKernel bound, bool inCache)
    {
        var sass = Assembled(bound.Variant);
        var tensor = bound.Variant.Method.GetGenericArguments().Any(type => typeof(IArithmetic).IsAssignableFrom(type));
        if (FirstLayerWork.Knows(bound)) return FirstLayerWork.Of(bound, sass, card, inCache).On(card);
        return (tensor ? TensorWork.Of(bound, sass, card, inCache) : OtherWork.Of(bound, sass, card, inCache)).On(card);
    }

    private AssembledKernel Assembled(KernelVariant variant)
    {
        var name = VariantName.Of(variant.Method);
        if (!_assembled.TryGetValue((name, variant.Threads), out var known))
            _assembled.Add((name, variant.Threads), known = ptxas.Assemble([new CatalogueKernel(name, "", "", variant)], _ => { })[0]);
        return known;
    }

    private void Line(FormattableString line) => _text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
