using System.Reflection;
using FcnEngine.GpuCheck.Catalogue;
using FcnEngine.GpuCheck.Checking;
using FcnEngine.GpuCheck.Reporting;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Networks;
using FcnEngine.Testing.Cases;
using FcnEngine.Testing.Networks;

namespace FcnEngine.GpuCheck;

/// <summary>The whole check of one device: cases, training, times, report.</summary>
internal sealed class CardCheck(string device, int index, bool quick, int? steps, string only)
{
    private readonly bool _quick = quick || device is "simulator" or "opencl-cpu";

    /// <returns>0 where all is right, else 1.</returns>
    public int Run(string folder, TextWriter output, TextWriter error)
    {
        using var devices = new DeviceSet(Open);
        var name = devices.Classes[0].Device.Name;
        error.WriteLine($"{name}: {string.Join(", ", devices.Classes.Select(each => each.Accuracy))}");
        KernelCase[] cases = [.. (device == "simulator" ? GpuCases.Simulated : _quick ? GpuCases.Small : GpuCases.All).Where(kernel => kernel.Name.Contains(only, StringComparison.Ordinal))];
        if (cases.Length == 0) throw new CheckException($"--cases {only}: no case has that in its name; --list shows them");

        var results = new CaseChecks(devices, error.WriteLine).Run(cases);
        var count = steps ?? (_quick ? 3 : 50);
        var claims = count == 0 ? [] : new TrainingChecks(devices, count, error.WriteLine).Run([.. Networks()]).ToList();
        var timings = _quick ? [] : Times(new Timings(devices, error.WriteLine), cases).ToList();
        var report = new CheckReport(name, Capability(), Commit(), DateTimeOffset.UtcNow, results, claims, timings);
        foreach (var wrong in results.Where(result => result.Failure is not null)) error.WriteLine($"wrong ({wrong.Accuracy}): {wrong.Failure}");
        foreach (var claim in claims) output.WriteLine($"{(claim.Holds ? "holds" : "FAILS")}: {claim.Name} ({claim.Figures})");
        var path = ReportFiles.Write(report, folder);
        output.WriteLine($"{results.Count} kernel checks and {claims.Count} claims, {report.Wrong} wrong; report in {path}");
        return report.Wrong == 0 ? 0 : 1;
    }

    private IEnumerable<Network> Networks() => _quick
        ? [SmallNetworks.Find("fcn with biases"), SmallNetworks.All.First(network => network.Name.StartsWith("fc", StringComparison.Ordinal) && !network.Name.StartsWith("fcn", StringComparison.Ordinal))]
        : [FullyConvolutional.Create(), FullyConnected.Create()];

    private static IEnumerable<Timing> Times(Timings timings, IEnumerable<KernelCase> cases)
    {
        foreach (var time in timings.OfKernels([.. cases.Where(kernel => kernel.Large)])) yield return time;
        foreach (var batchSize in new[] { 1, 8, 32 })
            foreach (var time in timings.OfSteps(FullyConvolutional.Create(), batchSize)) yield return time;
        foreach (var time in timings.OfSteps(FullyConnected.Create(), 1)) yield return time;
    }

    private IlgpuDevice Open(GpuOptions options) => device switch
    {
        "simulator" => GpuDevices.OpenSimulator(options),
        "opencl" => GpuDevices.OpenOpenCl(index, options),
        "opencl-cpu" => GpuDevices.OpenOpenCl(index, options, allowCpu: true),
        _ => GpuDevices.OpenCuda(index, options),
    };

    private string Capability()
    {
        var backend = device == "cuda" ? GpuBackend.Cuda : GpuBackend.OpenCl;
        return device == "simulator"
            ? "ILGPU's CPU accelerator"
            : GpuDevices.Discover().Devices.FirstOrDefault(each => each.Backend == backend && each.Index == index)?.Capability ?? device;
    }

    /// <summary>The commit that was built, which the build puts into the version.</summary>
    private static string Commit() =>
        typeof(CardCheck).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+').ElementAtOrDefault(1) ?? "unknown";
}
