using System.CommandLine;
using FcnEngine.Cli.Hosting;
using FcnEngine.Cli.Options;
using FcnEngine.Execution;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Kernels.Gpu.Tuning;
using FcnEngine.Planning;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Runs;

namespace FcnEngine.Cli.Commands;

/// <summary><c>fcn tune</c>: times the variants of a network's kernels on a GPU, and keeps the fastest for later runs.</summary>
internal static class TuneCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("tune", "Measures which variants of a network's kernels a GPU runs fastest, for later runs to use");
        var settings = new SettingOptions("network", "batch_size", "biases", "device", "precision") { TakeFile = false };
        settings.AddTo(command);
        var target = TextOption.Create("out", "FILE", "keep the choices there instead of in the user's cache folder");
        command.Add(target);
        command.SetAction(parsed =>
        {
            var chosen = settings.Read(parsed, new RunSettings());
            var file = parsed.GetValue(target) ?? TuningFile.Own ?? throw new UsageException("--out is missing: the user has no cache folder to keep the choices in");
            using var device = DeviceChoice.Open(chosen with { TuningFile = TuningFile.None }, host.OpenConsole(new LogOptions()));
            if (device is not IlgpuDevice gpu) throw new SettingException("device", $"must be a GPU: the kernels of {device.Name} have no variants");
            var networks = chosen.Network.Length > 0 ? [chosen.Network] : NetworkCatalog.Names;
            Tune(host, gpu, [.. networks.SelectMany(network => Steps(chosen with { Network = network }, gpu))], file);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Tune(CliHost host, IlgpuDevice device, IReadOnlyList<PlanStep> steps, string file)
    {
        // A damaged file is told before the work, not after it.
        var known = File.Exists(file) ? TuningFile.Read(file) : new TuningTable([]);
        using var clock = new DeviceClock(device);
        var tuner = new KernelTuner(device, clock, TuningEffort.Card)
        {
            Progress = problem => host.Error.WriteLine($"{problem.Key.Operation}, {problem.Key.Shape}: {problem.Candidates.Count} variants"),
        };
        var tuned = tuner.Tune(steps);
        TuningFile.Write(file, known.With(tuned));
        foreach (var line in TuningReport.Lines(tuned)) host.Output.WriteLine(line);
        host.Error.WriteLine($"{tuned.Count} kernels of {device.Name} kept in {file}");
    }

    /// <summary>What training and inference on batches of the size do.</summary>
    private static IEnumerable<PlanStep> Steps(RunSettings settings, IlgpuDevice device)
    {
        using var model = new Model(NetworkCatalog.Create(settings.Network, settings.Biases), device);
        return [.. model.TrainingPlan(settings.BatchSize).Steps, .. model.Inference(settings.BatchSize).Session.Plan.Steps];
    }
}
