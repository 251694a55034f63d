using System.CommandLine;
using FcnEngine.Cli.Hosting;
using FcnEngine.Cli.Options;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Events;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Runs;

namespace FcnEngine.Cli.Commands;

/// <summary><c>fcn train</c>: a run on the user's records, or the demo where neither network nor records are named.</summary>
internal static class TrainCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("train", "Trains a network; without --network and --data_dir: a demo on synthetic slices");
        var settings = new SettingOptions(SettingTable.All.Select(setting => setting.Name));
        settings.AddTo(command);
        var fresh = TextOption.CreateSwitch("fresh", "give up the run that checkpoint_dir holds and begin anew");
        var log = new LogChoice();
        command.Add(fresh);
        log.AddTo(command);
        command.SetAction(parsed =>
        {
            var chosen = settings.Read(parsed, new RunSettings());
            var console = host.OpenConsole(log.Read(parsed));
            if (chosen is { Network: "", DataDir: "" }) return new Demo(host.Folder, console).Run(recipe => settings.Read(parsed, recipe));
            if (chosen.Network.Length == 0) throw new UsageException($"--network is missing: name one of {string.Join(", ", NetworkCatalog.Names)}");
            if (chosen.DataDir.Length == 0) throw new UsageException("--data_dir is missing: name the folder with the records");
            if (chosen.CheckpointDir.Length == 0) throw new UsageException("--checkpoint_dir is missing: name a folder to keep the run in");
            return Train(console, chosen, parsed.GetValue(fresh));
        });
        return command;
    }

    /// <summary>One run, which signals end early: it is saved then.</summary>
    public static int Train(RunConsole console, RunSettings settings, bool fresh)
    {
        using var interruption = new Interruption(console);
        using var device = DeviceChoice.Open(settings, console);
        var ended = new TrainingRun(settings, device, console).Execute(fresh, interruption.Stop);
        return ended.Outcome == RunOutcome.Stopped ? interruption.Code : ExitCode.Done;
    }
}
