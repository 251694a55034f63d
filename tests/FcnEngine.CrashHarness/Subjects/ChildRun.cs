using System.Diagnostics;
using System.Globalization;
using FcnEngine.Execution;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Kernels.Gpu.Launching;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Runs;

namespace FcnEngine.CrashHarness.Subjects;

/// <summary>
/// A run of a small network as a process: <c>child --small NAME [--die MOMENT@SAVE] [--fresh true]</c> and a run's settings. It ends itself
/// as a kill would, at a moment of a save, counted from 0 in this process.
/// </summary>
internal static class ChildRun
{
    public const string Small = "--small", Die = "--die", Fresh = "--fresh";

    public static int Execute(string[] words)
    {
        if (Words.Read(words, [Small, Die, Fresh, .. SettingTable.All.Select(setting => "--" + setting.Name)]) is not { } options) return 2;
        var settings = new RunSettings { Network = "fcn" };
        foreach (var (name, value) in options)
        {
            if (name is not (Small or Die or Fresh)) settings = SettingTable.Find(name[2..]).With(settings, value);
        }

        var network = SmallNetwork.Find(options[Small]);
        using Device device = network == SmallNetwork.ForSimulator ? GpuDevices.OpenSimulator(new GpuOptions { TensorCores = false }) : new CpuDevice(new CpuOptions(settings.Threads));
        var run = new TrainingRun(settings, device, new RunConsole(Console.Out, Console.Error))
        {
            Network = network.Create(),
            Probe = options.TryGetValue(Die, out var death) ? DiesAt(death) : null,
        };
        run.Execute(options.ContainsKey(Fresh), CancellationToken.None);
        return 0;
    }

    private static SaveProbe DiesAt(string death)
    {
        var at = death.IndexOf('@', StringComparison.Ordinal);
        var (moment, save) = (Enum.Parse<SaveMoment>(death[..at]), int.Parse(death[(at + 1)..], CultureInfo.InvariantCulture));
        var begun = -1;
        return new SaveProbe(Reached: reached =>
        {
            if (reached == SaveMoment.Created) begun++;
            if (begun != save || reached != moment) return;
            Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        });
    }
}
