using System.CommandLine;
using System.Globalization;
using FcnEngine.Cli.Hosting;
using FcnEngine.Cli.Options;
using FcnEngine.Kernels.Cpu;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Sweeps;

namespace FcnEngine.Cli.Commands;

/// <summary><c>fcn sweep</c>: many trainings over a list of settings and seeds, and their table.</summary>
internal static class SweepCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("sweep", "Trains many settings with several seeds and ranks them by Dice");
        var spec = new Argument<string?>("SPEC") { Description = "YAML or JSON file: parameters, method (grid, random, halving), seeds", Arity = ArgumentArity.ZeroOrOne };
        var settings = new SettingOptions("data_dir", "device") { TakeFile = false };
        var target = TextOption.Create("out", "DIR", "folder for the trials and the tables; a sweep it holds goes on");
        var parallel = TextOption.Create("parallel", "N", "trials at a time, each with one thread [every core; 1 on a GPU]");
        var index = TextOption.Create("trial_index", "N", "run this trial only, counted from 0, as in an array of jobs");
        var list = TextOption.CreateSwitch("list", "print the trials and run none");
        command.Add(spec);
        settings.AddTo(command);
        command.Add(target);
        command.Add(parallel);
        command.Add(index);
        command.Add(list);
        var log = new LogChoice();
        log.AddTo(command);
        command.SetAction(parsed =>
        {
            var plan = SweepPlan.Of(SweepSpecReader.Read(parsed.GetValue(spec) ?? throw new UsageException("the sweep's file is missing: name it after fcn sweep")));
            if (parsed.GetValue(list)) return List(host, plan);
            var chosen = settings.Read(parsed, new RunSettings());
            if (chosen.DataDir.Length == 0) throw new UsageException("--data_dir is missing: name the folder with the records");
            var folder = parsed.GetValue(target) ?? throw new UsageException("--out is missing: name a folder for the sweep");
            var console = host.OpenConsole(log.Read(parsed));
            var limit = parsed.GetValue(parallel) is { } text ? Whole("parallel", text, 1) : DefaultParallel(chosen.Device, console);
            return Run(host, console, plan, new SweepOptions(chosen.DataDir, folder, limit, chosen.Device, parsed.GetValue(index) is { } number ? Whole("trial_index", number, 0) : null));
        });
        return command;
    }

    private static int Run(CliHost host, RunConsole console, SweepPlan plan, SweepOptions options)
    {
        using var interruption = new Interruption(console);
        var done = new SweepRun(plan, options, run => DeviceChoice.Open(run, console), console).Execute(interruption.Stop);
        if (interruption.Stop.IsCancellationRequested)
        {
            console.Log(new LogEvent("stopped", $"stopped; what was done is saved in {options.Out}, and the same command goes on from there"));
            return interruption.Code;
        }

        if (done) host.Output.Write(File.ReadAllText(new SweepFolder(options.Out).FileOf(SweepFolder.TableName)));
        return ExitCode.Done;
    }

    private static int List(CliHost host, SweepPlan plan)
    {
        foreach (var trial in plan.Trials) host.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"trial {trial.Index}: {trial.Label}"));
        return ExitCode.Done;
    }

    private static int DefaultParallel(string device, RunConsole console)
    {
        using var opened = DeviceChoice.Open(new RunSettings { Device = device, Threads = 1, TuningFile = TuningFile.None }, console);
        return opened is CpuDevice ? Environment.ProcessorCount : 1;
    }

    private static int Whole(string name, string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least ? number
            : throw new SettingException(name, $"must be a whole number from {least}, got '{text}'");
}
