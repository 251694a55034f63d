using System.CommandLine;
using FcnEngine.Cli.Hosting;
using FcnEngine.Cli.Options;
using FcnEngine.Data.Preparation;
using FcnEngine.Data.Records;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Cli.Commands;

/// <summary><c>fcn prepare</c>: frames and labels in a folder -> the lab's records.</summary>
internal static class PrepareCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("prepare", "Makes records of a folder of frames and labels");
        var source = TextOption.Create("source", "DIR", "folder with DICOM files and contours, or with images/ and masks/ (PNG, .npy)");
        var target = TextOption.Create("data_dir", "DIR", "folder for train_images.tfrecords, val_images.tfrecords and split.csv");
        var split = new SplitChoice();
        var compression = TextOption.Create("compression", "none|gzip", "how to pack the records [none]");
        command.Add(source);
        command.Add(target);
        split.AddTo(command);
        command.Add(compression);
        command.SetAction(parsed =>
        {
            var report = DataPreparation.Run(new PreparationOptions
            {
                Source = parsed.GetValue(source) ?? throw new UsageException("--source is missing: name the folder with the frames"),
                DataFolder = parsed.GetValue(target) ?? throw new UsageException("--data_dir is missing: name a folder for the records"),
                Split = split.Read(parsed),
                Compression = CompressionOf(parsed.GetValue(compression) ?? "none"),
            });
            foreach (var line in report.Lines()) host.Output.WriteLine(line);
            return ExitCode.Done;
        });
        return command;
    }

    private static Compression CompressionOf(string name) => name switch
    {
        "none" => Compression.None,
        "gzip" => Compression.GZip,
        _ => throw new SettingException("compression", $"must be one of none, gzip, got '{name}'"),
    };
}
