using System.CommandLine;
using FcnEngine.Cli.Hosting;
using FcnEngine.Cli.Options;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Runs;
using FcnEngine.Training.TensorBoard;

namespace FcnEngine.Cli.Commands;

/// <summary><c>fcn eval</c>: accuracy and Dice of a checkpoint, and its masks.</summary>
internal static class EvalCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("eval", "Evaluates a checkpoint: accuracy, Dice, predicted masks");
        var settings = new SettingOptions("network", "data_dir", "checkpoint_dir", "batch_size", "device", "precision", "tuning_file", "threads", "log_dir");
        settings.AddTo(command);
        var checkpoint = TextOption.Create("checkpoint", "FILE", "evaluate this file instead of checkpoint_dir/model.safetensors");
        var data = TextOption.Create("eval_data", "eval|train", "which records to evaluate [eval]");
        var masks = TextOption.Create("masks", "DIR", "write each prediction there as a PNG of 0 and 255: 0000.png, 0001.png, ..");
        var json = TextOption.Create("json", "FILE", "write every figure there: accuracy, precision, recall, dice, distances, baselines");
        command.Add(checkpoint);
        command.Add(data);
        command.Add(masks);
        command.Add(json);
        var log = new LogChoice();
        log.AddTo(command);
        command.SetAction(parsed =>
        {
            var chosen = settings.Read(parsed, new RunSettings());
            if (chosen.DataDir.Length == 0) throw new UsageException("--data_dir is missing: name the folder with the records");
            var file = parsed.GetValue(checkpoint);
            if (file is null && chosen.CheckpointDir.Length == 0) throw new UsageException("--checkpoint_dir is missing: name the folder of a run, or a file with --checkpoint");
            var options = new EvaluationOptions(
                file ?? new CheckpointFolder(chosen.CheckpointDir).Newest, chosen.DataDir, OnTrain(parsed.GetValue(data) ?? "eval"),
                chosen.Network.Length > 0 ? chosen.Network : null, parsed.GetValue(masks), chosen.BatchSize, parsed.GetValue(json),
                chosen is { LogDir: "", CheckpointDir: "" } ? null : RunLog.FolderOf(chosen.LogDir, chosen.CheckpointDir));
            var console = host.OpenConsole(log.Read(parsed));
            using var device = DeviceChoice.Open(chosen, console);
            new EvaluationRun(options, device, console).Execute();
            return ExitCode.Done;
        });
        return command;
    }

    private static bool OnTrain(string part) => part switch
    {
        "train" => true,
        "eval" => false,
        _ => throw new SettingException("eval_data", $"must be one of eval, train, got '{part}'"),
    };
}
