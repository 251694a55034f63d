using System.CommandLine;
using System.Globalization;
using FcnEngine.Cli.Hosting;
using FcnEngine.Cli.Options;
using FcnEngine.Data.Phantom;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Cli.Commands;

/// <summary><c>fcn phantom</c>: synthetic slices with exact masks -> records, or DICOM files and contours as a hospital has them.</summary>
internal static class PhantomCommand
{
    private const int MostImages = 100_000;
    private const string Records = "records", Dicom = "dicom";

    public static Command Create(CliHost host)
    {
        var defaults = new PhantomOptions();
        var command = new Command("phantom", "Makes synthetic short-axis slices");
        var target = TextOption.Create("data_dir", "DIR", "folder for what is made");
        var images = TextOption.Create("images", "N", $"frames in all, a tenth of them for validation [{defaults.Images}]");
        var seed = TextOption.Create("seed", "N", $"names the set [{defaults.Seed}]");
        var format = TextOption.Create("format", $"{Records}|{Dicom}", $"the lab's records, or DICOM files and contours in the challenge's folders for fcn prepare [{Records}]");
        command.Add(target);
        command.Add(images);
        command.Add(seed);
        command.Add(format);
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(target) ?? throw new UsageException("--data_dir is missing: name a folder for the records");
            var options = new PhantomOptions
            {
                Images = parsed.GetValue(images) is { } count ? ImagesOf(count) : defaults.Images,
                Seed = parsed.GetValue(seed) is { } text ? SeedOf(text) : defaults.Seed,
            };
            foreach (var line in Write(parsed.GetValue(format) ?? Records, folder, options)) host.Output.WriteLine(line);
            return ExitCode.Done;
        });
        return command;
    }

    private static IEnumerable<string> Write(string format, string folder, PhantomOptions options)
    {
        switch (format)
        {
            case Records:
                var set = PhantomSet.Write(folder, options);
                yield return $"phantom: {set.Train.Count} frames for train, {set.Val.Count} for val, seed {options.Seed}, in {folder}";
                break;
            case Dicom:
                var slices = PhantomDicom.Write(folder, options);
                yield return $"phantom: {slices} DICOM files with contours, seed {options.Seed}, in {folder}";
                yield return $"records of them: fcn prepare --source {folder} --data_dir DIR --split {Path.Combine(folder, "split.csv")}";
                break;
            default:
                throw new SettingException("format", $"must be one of {Records}, {Dicom}, got '{format}'");
        }
    }

    private static int ImagesOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= PhantomOptions.FewestImages and <= MostImages ? count
            : throw new SettingException("images", $"must be a whole number from {PhantomOptions.FewestImages} to {MostImages}, got '{text}'");

    private static ulong SeedOf(string text) => SettingTable.Find("seed").With(new RunSettings(), text).Seed;
}
