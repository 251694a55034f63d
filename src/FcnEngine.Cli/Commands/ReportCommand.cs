using System.CommandLine;
using FcnEngine.Cli.Hosting;
using FcnEngine.Cli.Options;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Report;

namespace FcnEngine.Cli.Commands;

/// <summary><c>fcn report</c>: a run or a sweep as one HTML file.</summary>
internal static class ReportCommand
{
    private const string DefaultName = "report.html";

    public static Command Create(CliHost host)
    {
        var command = new Command("report", "Makes one HTML file of a run or a sweep: curves, scores, frames, settings");
        var folder = new Argument<string?>("DIR") { Description = "folder of a run (--checkpoint_dir) or of a sweep (--out)", Arity = ArgumentArity.ZeroOrOne };
        var target = TextOption.Create("out", "FILE", $"the HTML file [{DefaultName} in that folder]");
        var data = TextOption.Create("data_dir", "DIR", "folder with the records to evaluate on [the one the run was trained on]");
        var role = TextOption.Create("checkpoint", $"{KeptCheckpoint.Newest}|{KeptCheckpoint.Best}", $"the weights whose frames, confusion and patients are shown [{KeptCheckpoint.Newest}]");
        var settings = new SettingOptions("device", "threads") { TakeFile = false };
        command.Add(folder);
        command.Add(target);
        command.Add(data);
        command.Add(role);
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            var reported = parsed.GetValue(folder) ?? throw new UsageException("DIR is missing: name the folder of a run or of a sweep");
            var chosen = settings.Read(parsed, new RunSettings());
            var options = new ReportOptions(reported, parsed.GetValue(target) ?? Path.Combine(reported, DefaultName), parsed.GetValue(data), Role(parsed.GetValue(role) ?? KeptCheckpoint.Newest));
            var console = host.OpenConsole(new LogOptions());
            using var device = DeviceChoice.Open(chosen, console);
            new ReportRun(options, device, console).Execute();
            return ExitCode.Done;
        });
        return command;
    }

    private static string Role(string text) => text is KeptCheckpoint.Newest or KeptCheckpoint.Best ? text
        : throw new SettingException("checkpoint", $"must be one of {KeptCheckpoint.Newest}, {KeptCheckpoint.Best}, got '{text}'");
}
