using FcnEngine.GpuCheck.Catalogue;
using FcnEngine.GpuCheck.Checking;
using FcnEngine.GpuCheck.Rates;
using FcnEngine.GpuCheck.Reporting;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Tuning;
using FcnEngine.Networks;
using FcnEngine.Testing.Cases;
using FcnEngine.Testing.Networks;

namespace FcnEngine.GpuCheck;

/// <summary>What is to be checked.</summary>
/// <param name="Device">cuda, opencl, opencl-cpu or simulator.</param>
/// <param name="Quick">Small cases and networks, and as little timing as shows that it works.</param>
/// <param name="Steps">Training steps; null for 50, or 3 of small networks.</param>
/// <param name="Only">A part of the cases' names.</param>
/// <param name="Parts">Null for all, or for the numbers alone where it is to be quick.</param>
internal sealed record CheckOptions(string Device, int Index, bool Quick, int? Steps, string Only, CheckParts? Parts);

/// <summary>The whole check of one device: cases, training, rates, variants, times, report.</summary>
internal sealed class CardCheck(CheckOptions options, TextWriter output, TextWriter error)
{
    private readonly bool _quick = options.Quick || options.Device is "simulator" or "opencl-cpu";

    /// <returns>0 where all is right, else 1.</returns>
    public int Run(string folder)
    {
        var parts = options.Parts ?? (_quick ? CheckParts.Numbers : CheckParts.All);
        using var devices = new DeviceSet(Open);
        var name = devices.Classes[0].Device.Name;
        error.WriteLine($"{name}: {string.Join(", ", devices.Classes.Select(each => each.Accuracy))}");
        var cases = Cases();
        var found = new Findings();
        if (parts.HasFlag(CheckParts.Cases)) found.Cases.AddRange(new CaseChecks(devices, error.WriteLine).Run(cases));
        if (parts.HasFlag(CheckParts.Training)) Train(devices, found);
        if (parts.HasFlag(CheckParts.Rates)) MeasureRates(devices, found);
        if (parts.HasFlag(CheckParts.Tuning)) found.Tuned.AddRange(new VariantTimes(devices, _quick ? TuningEffort.Least : TuningEffort.Card, error.WriteLine, inferenceOnly: _quick).Of(TimedSteps()));
        if (parts.HasFlag(CheckParts.Times)) found.Timings.AddRange(Times(new Timings(devices, new TuningTable(found.Tuned), error.WriteLine)));
        var report = new CheckReport(name, MachineDescription.Of(options.Device, options.Index), parts.ToString(), DateTimeOffset.UtcNow, found);
        Tell(report, ReportFiles.Write(report, folder));
        return report.Wrong == 0 ? 0 : 1;
    }

    private void Tell(CheckReport report, string path)
    {
        foreach (var wrong in report.Found.Cases.Where(result => result.Failure is not null)) error.WriteLine($"wrong ({wrong.Accuracy}): {wrong.Failure}");
        foreach (var claim in report.Found.Claims) output.WriteLine($"{(claim.Holds ? "holds" : "FAILS")}: {claim.Name} ({claim.Figures})");
        output.WriteLine($"{report.Found.Cases.Count} kernel checks and {report.Found.Claims.Count} claims, {report.Wrong} wrong; {report.Found.Timings.Count} times; report in {path}");
    }

    private KernelCase[] Cases()
    {
        var all = options.Device == "simulator" ? GpuCases.Simulated : _quick ? GpuCases.Small : GpuCases.All;
        KernelCase[] cases = [.. all.Where(kernel => kernel.Name.Contains(options.Only, StringComparison.Ordinal))];
        return cases.Length > 0 ? cases : throw new CheckException($"--cases {options.Only}: no case has that in its name; --list shows them");
    }

    private void Train(DeviceSet devices, Findings found)
    {
        var count = options.Steps ?? (_quick ? 3 : 50);
        Network[] networks = _quick
            ? [SmallNetworks.Find("fcn with biases"), SmallNetworks.Find("fc with biases")]
            : [FullyConvolutional.Create(), FullyConnected.Create()];
        if (count > 0) found.Claims.AddRange(new TrainingChecks(devices, count, error.WriteLine).Run(networks));
    }

    private void MeasureRates(DeviceSet devices, Findings found)
    {
        error.WriteLine("peak rates");
        using var peak = new PeakRates(devices.Classes[^1].Device, _quick ? RateEffort.Least : RateEffort.Card);
        var (rates, right) = peak.Measure();
        found.Rates.AddRange(rates);
        found.Claims.Add(right);
    }

    /// <summary>The networks and batch sizes whose steps are tuned and timed.</summary>
    private IEnumerable<(Network Network, int BatchSize)> TimedSteps()
    {
        int[] batches = _quick ? [1] : [1, 8, 32];
        foreach (var batchSize in batches) yield return (FullyConvolutional.Create(), batchSize);
        if (!_quick) yield return (FullyConnected.Create(), 1);
    }

    private IEnumerable<Timing> Times(Timings timings)
    {
        LabRow[] rows = _quick ? [LabRows.At(1).First()] : [.. LabRows.At(1), .. LabRows.At(32)];
        foreach (var time in timings.OfKernels(rows)) yield return time;
        foreach (var (network, batchSize) in TimedSteps())
            foreach (var time in timings.OfSteps(network, batchSize)) yield return time;
        if (_quick) yield break;
        foreach (var time in timings.OfEpochs(FullyConvolutional.Create())) yield return time;
        LabRow[] large = [.. GpuCases.All.Where(kernel => kernel.Large).Select(kernel => new LabRow(kernel.Name, kernel))];
        foreach (var time in timings.OfKernels(large)) yield return time;
    }

    private IlgpuDevice Open(GpuOptions gpu) => options.Device switch
    {
        "simulator" => GpuDevices.OpenSimulator(gpu, warps: 16),
        "opencl" => GpuDevices.OpenOpenCl(options.Index, gpu),
        "opencl-cpu" => GpuDevices.OpenOpenCl(options.Index, gpu, allowCpu: true),
        _ => GpuDevices.OpenCuda(options.Index, gpu),
    };
}
