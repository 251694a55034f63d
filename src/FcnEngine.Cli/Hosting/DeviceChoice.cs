using System.Globalization;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Training;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Logging;

namespace FcnEngine.Cli.Hosting;

/// <summary>A run's settings -> the device they ask for.</summary>
internal static class DeviceChoice
{
    /// <param name="settings">Of which device, precision, threads and tuning file count.</param>
    /// <exception cref="RunException">There is no such device on this machine.</exception>
    /// <exception cref="FcnEngine.Data.DataException">The tuning file that is named cannot be used.</exception>
    /// <exception cref="SettingException">The device cannot compute with this precision.</exception>
    public static Device Open(RunSettings settings, RunConsole console)
    {
        Device device;
        try
        {
            device = settings.Device switch
            {
                "cuda" => GpuDevices.OpenCuda(IndexOfBest(GpuBackend.Cuda), Options(settings, console)),
                "opencl" => GpuDevices.OpenOpenCl(IndexOfBest(GpuBackend.OpenCl), Options(settings, console)),
                "auto" when GpuDevices.Discover().Choice is { } choice => Open(choice, Options(settings, console)),
                _ => new CpuDevice(new CpuOptions(settings.Threads)),
            };
        }
        catch (GpuException refusal)
        {
            throw new RunException($"--device {settings.Device}: {refusal.Message}; use --device cpu", refusal);
        }

        if (settings.Precision == "fp32" || device is IlgpuDevice { Traits.TensorCores: true }) return device;
        using (device) throw new SettingException("precision", $"must be fp32 on {device.Name}, got '{settings.Precision}', which needs a GPU with tensor cores");
    }

    /// <summary>What there is, a line each, why something is not there, and what <c>auto</c> takes.</summary>
    public static IEnumerable<string> Describe()
    {
        using (var cpu = new CpuDevice())
            yield return string.Create(CultureInfo.InvariantCulture, $"{cpu.Name}, {cpu.AvailableBytes / 1e9:F1} GB free");
        var survey = GpuDevices.Discover();
        foreach (var gpu in survey.Devices)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{gpu.Id} {gpu.Name}, {gpu.MemoryBytes / 1e9:F1} GB, {gpu.Multiprocessors} multiprocessors, {gpu.Capability}: {(gpu.Usable ? "" : "cannot be used: ")}{gpu.Remark}");
        }

        foreach (var reason in survey.Reasons) yield return reason;
    }

    /// <summary>Where none can be used, opening the first says why.</summary>
    private static int IndexOfBest(GpuBackend backend) => GpuDevices.Best(GpuDevices.Discover().Devices, backend)?.Index ?? 0;

    private static GpuOptions Options(RunSettings settings, RunConsole console) => new()
    {
        Precision = Enum.Parse<Precision>(settings.Precision, ignoreCase: true),
        Variants = new TuningFile(console).Find(settings),
    };

    private static IlgpuDevice Open(GpuDescription gpu, GpuOptions options) =>
        gpu.Backend == GpuBackend.Cuda ? GpuDevices.OpenCuda(gpu.Index, options) : GpuDevices.OpenOpenCl(gpu.Index, options);
}
