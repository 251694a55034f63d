using System.CommandLine;
using System.Globalization;
using FcnEngine.Cli.Hosting;
using FcnEngine.Cli.Options;
using FcnEngine.Data.Phantom;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Cli.Commands;

/// <summary><c>fcn phantom</c>: synthetic slices with exact masks -> records.</summary>
internal static class PhantomCommand
{
    private const int MostImages = 100_000;

    public static Command Create(CliHost host)
    {
        var defaults = new PhantomOptions();
        var command = new Command("phantom", "Makes records of synthetic short-axis slices");
        var target = TextOption.Create("data_dir", "DIR", "folder for the records");
        var images = TextOption.Create("images", "N", $"frames in all, a tenth of them for validation [{defaults.Images}]");
        var seed = TextOption.Create("seed", "N", $"names the set [{defaults.Seed}]");
        command.Add(target);
        command.Add(images);
        command.Add(seed);
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(target) ?? throw new UsageException("--data_dir is missing: name a folder for the records");
            var options = new PhantomOptions
            {
                Images = parsed.GetValue(images) is { } count ? ImagesOf(count) : defaults.Images,
                Seed = parsed.GetValue(seed) is { } text ? SeedOf(text) : defaults.Seed,
            };
            var set = PhantomSet.Write(folder, options);
            host.Output.WriteLine($"phantom: {set.Train.Count} frames for train, {set.Val.Count} for val, seed {options.Seed}, in {folder}");
            return ExitCode.Done;
        });
        return command;
    }

    private static int ImagesOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= PhantomOptions.FewestImages and <= MostImages ? count
            : throw new SettingException("images", $"must be a whole number from {PhantomOptions.FewestImages} to {MostImages}, got '{text}'");

    private static ulong SeedOf(string text) => SettingTable.Find("seed").With(new RunSettings(), text).Seed;
}
