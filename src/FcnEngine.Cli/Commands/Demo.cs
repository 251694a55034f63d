using FcnEngine.Cli.Hosting;
using FcnEngine.Data.Phantom;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Runs;

namespace FcnEngine.Cli.Commands;

/// <summary>
/// What <c>fcn train</c> does for a newcomer: synthetic slices, a short training of the lab's FCN, its evaluation on slices it has
/// not seen. It begins anew each time.
/// </summary>
/// <param name="root">Where the demo's folder goes.</param>
internal sealed class Demo(string root, RunConsole console)
{
    private const string FolderName = "fcn-demo";

    private static readonly PhantomOptions s_phantom = new() { Images = 120, Seed = 1 };

    /// <summary>A higher rate than the lab's, falling late: minutes on two cores instead of an hour.</summary>
    private static readonly RunSettings s_recipe = new()
    {
        Network = "fcn",
        LearningRate = 0.1,
        DecayRate = 0.3,
        DecaySteps = 1500,
        NumEpochs = 20,
        Seed = 1,
    };

    /// <param name="adjust">Puts options written on the command line over the recipe.</param>
    public int Run(Func<RunSettings, RunSettings> adjust)
    {
        var folder = Path.Combine(root, FolderName);
        var settings = adjust(s_recipe with { DataDir = Path.Combine(folder, "data"), CheckpointDir = Path.Combine(folder, "run") });
        console.Say($"Demo: no --network and no --data_dir, so {s_phantom.Images} synthetic slices (a phantom) go to {settings.DataDir}, and the FCN learns them as if by");
        console.Say($"  {CommandOf(settings)}");
        PhantomSet.Write(settings.DataDir, s_phantom);

        var code = TrainCommand.Train(console, settings, fresh: true);
        if (code != ExitCode.Done) return code;
        using (var device = DeviceChoice.Open(settings, console))
        {
            var options = new EvaluationOptions(new CheckpointFolder(settings.CheckpointDir).Newest, settings.DataDir, Masks: Path.Combine(folder, "masks"));
            new EvaluationRun(options, device, console).Execute();
        }

        TellWhatNext(folder);
        return ExitCode.Done;
    }

    private void TellWhatNext(string folder) => console.Say($"""

        The masks the network drew are in {Path.Combine(folder, "masks")}. What next:
          your own frames    fcn prepare --source DIR --data_dir data       (README.md says where the lab's real data come from)
          the lab's recipe   fcn train --network fcn --data_dir data --checkpoint_dir run --learning_rate 0.03 --decay_rate 0.75 --decay_steps 10000 --num_epochs 100
          how good it is     fcn eval --network fcn --data_dir data --checkpoint_dir run
          all options        fcn --help, fcn train --help
        """);

    private static string CommandOf(RunSettings settings)
    {
        var defaults = new RunSettings();
        var options = SettingTable.All.Where(setting => setting.Text(settings) != setting.Text(defaults))
            .Select(setting => $"--{setting.Name} {setting.Text(settings)}");
        return $"fcn train {string.Join(' ', options)}";
    }
}
