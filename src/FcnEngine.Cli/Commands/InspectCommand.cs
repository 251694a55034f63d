using System.CommandLine;
using System.Globalization;
using FcnEngine.Cli.Hosting;
using FcnEngine.Cli.Options;
using FcnEngine.Data;
using FcnEngine.Data.Augmentation;
using FcnEngine.Data.Inspection;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Report;

namespace FcnEngine.Cli.Commands;

/// <summary><c>fcn inspect</c>: what a file or folder holds, in a screenful, and its frames as pictures.</summary>
internal static class InspectCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("inspect", "Tells what a DICOM file, contour, record file, picture, checkpoint, data folder or run's folder holds");
        var path = new Argument<string?>("PATH") { Description = "file or folder", Arity = ArgumentArity.ZeroOrOne };
        var png = TextOption.Create("png", "FILE", "draw a frame with the outline of its mask there");
        var index = TextOption.Create("index", "N", "which frame --png draws, from 0 [0]");
        var sheet = TextOption.Create("sheet", "FILE", "draw all frames there, side by side; those for validation are framed in blue");
        var augment = TextOption.Create("augment", "LIST", $"with --sheet: draw the first frames as training with --augment sees them in its first epochs; {string.Join(',', AugmentationSet.Names)} or all");
        var seed = TextOption.Create("seed", "N", "the seed of that training [0]");
        command.Add(path);
        foreach (var option in new Option[] { png, index, sheet, augment, seed }) command.Add(option);
        command.SetAction(parsed =>
        {
            var file = parsed.GetValue(path) ?? throw new UsageException("PATH is missing: name a file or a folder");
            if (parsed.GetValue(augment) is not null && parsed.GetValue(sheet) is null) throw new UsageException("--augment needs --sheet: name the picture to draw");
            var settings = new RunSettings();
            if (parsed.GetValue(augment) is { } set) settings = SettingTable.Find("augment").With(settings, set);
            if (parsed.GetValue(seed) is { } number) settings = SettingTable.Find("seed").With(settings, number);
            var wanted = parsed.GetValue(index) is { } text ? IndexOf(text) : 0;
            if (parsed.GetValue(png) is null && parsed.GetValue(sheet) is null && RunLines(file) is { } told)
            {
                foreach (var line in told) host.Output.WriteLine(line);
                return ExitCode.Done;
            }

            var inspection = Inspection.Of(file);
            foreach (var line in inspection.Lines) host.Output.WriteLine(line);
            if (parsed.GetValue(png) is { } picture) host.Output.WriteLine(Draw(picture, file, inspection, wanted));
            if (parsed.GetValue(sheet) is { } overview) host.Output.WriteLine(DrawAll(overview, file, inspection, settings));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The lines of a checkpoint or of a run's folder; null where the path is neither.</summary>
    private static IEnumerable<string>? RunLines(string path)
    {
        if (Directory.Exists(path)) return RunSummary.IsAt(path) ? RunSummary.OfFolder(path) : null;
        return FileKinds.Of(path) == FileKind.Checkpoint ? RunSummary.OfCheckpoint(Checkpoint.Open(path)) : null;
    }

    private static int IndexOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : throw new SettingException("index", $"must be a whole number from 0, got '{text}'");

    private static string Draw(string picture, string file, Inspection inspection, int index)
    {
        if (index >= inspection.Frames.Count) throw new DataException(file, $"has {inspection.Frames.Count} frames, there is no frame {index}", "choose a smaller --index");
        var sample = inspection.Frames[index].Sample;
        FramePicture.Write(picture, sample);
        return $"drawn: {(sample.Name.Length > 0 ? sample.Name : $"frame {index}")} in {picture}";
    }

    private static string DrawAll(string sheet, string file, Inspection inspection, RunSettings settings)
    {
        if (inspection.Frames.Count == 0) throw new DataException(file, "has no frame to draw", "choose another folder");
        if (settings.Augment == Augmentations.None)
        {
            var columns = ContactSheet.Write(sheet, inspection.Frames);
            return $"drawn: {Math.Min(inspection.Frames.Count, ContactSheet.MostFrames)} frames, {columns} a row in their order, in {sheet}";
        }

        if (AugmentationSet.FindFault(settings.Augment, inspection.Frames[0].Sample.Size) is { } fault) throw new SettingException("augment", fault);
        var columnsShown = ContactSheet.WritePreview(sheet, inspection.Frames, settings.Augment, settings.Seed);
        return $"drawn: frames as they are (blue) and in epochs 0 to {columnsShown - 2} with --augment {AugmentationSet.Text(settings.Augment)} --seed {settings.Seed}, in {sheet}";
    }
}
