using System.Globalization;
using FcnEngine.Data;
using FcnEngine.Data.Files;
using FcnEngine.Execution;
using FcnEngine.Networks;
using FcnEngine.Training.Baselines;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Report.Pages;
using FcnEngine.Training.Runs;
using FcnEngine.Training.Sweeps;

namespace FcnEngine.Training.Report;

/// <summary>What to report.</summary>
/// <param name="Folder">The folder of a run or of a sweep.</param>
/// <param name="Out">The HTML file.</param>
/// <param name="DataDir">The folder with the records; null for the one that the run or sweep names.</param>
/// <param name="Role">The checkpoint whose frames and patients are told, <see cref="KeptCheckpoint.Newest"/> or <see cref="KeptCheckpoint.Best"/>.</param>
public sealed record ReportOptions(string Folder, string Out, string? DataDir = null, string Role = KeptCheckpoint.Newest);

/// <summary>A run or a sweep -> one HTML file that needs nothing beside it. Usage: <c>new ReportRun(options, device, console).Execute()</c>.</summary>
public sealed class ReportRun(ReportOptions options, Device device, RunConsole console)
{
    /// <summary>A network of the caller's own instead of the lab's that the checkpoints name.</summary>
    public Network? Network { get; init; }

    /// <exception cref="DataException">The folder holds neither a run nor a sweep, or the file cannot be written.</exception>
    public void Execute()
    {
        if (!Directory.Exists(options.Folder)) throw new DataException(options.Folder, "is no folder", "name the folder of a run or of a sweep");
        string page;
        if (SweepFolder.IsAt(options.Folder))
        {
            var report = OfSweep();
            console.Say(report.ToString());
            page = SweepPage.Of(report);
        }
        else if (RunFiles.IsAt(options.Folder))
        {
            var report = OfRun(options.Folder, options.DataDir);
            console.Say(report.ToString());
            page = RunPage.Of(report);
        }
        else
        {
            throw new DataException(options.Folder, "holds neither a run nor a sweep", "name the --checkpoint_dir of fcn train or the --out of fcn sweep");
        }

        AtomicFile.Write(options.Out, stream => stream.Write(HtmlFile.Encode(page)));
        console.Output(string.Create(CultureInfo.InvariantCulture, $"report: {options.Out}, {new FileInfo(options.Out).Length / 1000} kB"));
    }

    /// <summary>The values of a run's report.</summary>
    /// <param name="otherData">The folder with the records; null for the run's own.</param>
    internal RunReport OfRun(string folder, string? otherData)
    {
        var files = RunFiles.Read(folder);
        var omissions = files.Omissions.ToList();
        RunEvaluation? evaluation = null;
        if (files.Checkpoints.Count == 0) omissions.Add(new Omission("every figure of an evaluation", "there are no sound weights"));
        else if ((otherData ?? files.Manifest?.Settings.GetValueOrDefault("data_dir")) is not { Length: > 0 } dataDir) omissions.Add(NoRecords("nothing says where the records are; name them with --data_dir"));
        else evaluation = Evaluate(files, dataDir, omissions);
        return new RunReport(files, evaluation, omissions, MadeBy());
    }

    /// <summary>The values of a sweep's report.</summary>
    internal SweepReport OfSweep()
    {
        var folder = new SweepFolder(options.Folder);
        var kept = folder.Read();
        var omissions = new List<Omission>();
        var table = SweepTable.Of(kept.Plan, folder.ResultOf);
        var runs = kept.Plan.Trials.Where(trial => RunFiles.IsAt(folder.FolderOf(trial.Index))).ToArray();
        var missing = table.Rows.Sum(row => row.Scores.Count(seed => seed.Score is null));
        if (missing > 0) omissions.Add(new Omission($"{missing} of {kept.Plan.Trials.Count} trials", "they have no result yet; the command of the sweep goes on with them"));

        TrialCurve[] curves = [.. runs.Select(trial => new TrialCurve(trial, DiceOf(folder.FolderOf(trial.Index)))).Where(curve => curve.Dice.Count > 0)];
        if (curves.Length == 0) omissions.Add(new Omission("Dice over the epochs", "no trial has event files with it"));
        var dataDir = options.DataDir ?? kept.DataDir;
        (SweepTrial, RunReport)? shown = SweepReport.Typical(table) is { } trial && runs.Contains(trial) ? (trial, OfRun(folder.FolderOf(trial.Index), dataDir)) : null;
        if (shown is null) omissions.Add(new Omission("frames, confusion and patients", "no trial of the first setting has a result"));
        return new SweepReport(options.Folder, kept, table, curves, shown?.Item2.Evaluation?.Baselines ?? Baselines(kept, dataDir, omissions), shown, omissions, MadeBy());
    }

    private static Omission NoRecords(string why) => new("every figure of an evaluation: scores, confusion, frames, patients, baselines", why);

    private static IReadOnlyList<TensorBoard.CurvePoint> DiceOf(string runFolder) =>
        TensorBoard.EventFileReader.ReadScalars(Path.Combine(runFolder, TensorBoard.RunLog.DefaultName, TensorBoard.RunLog.EvalRun)).GetValueOrDefault(RunFiles.Dice, []);

    private RunEvaluation? Evaluate(RunFiles files, string dataDir, List<Omission> omissions)
    {
        try
        {
            var evaluation = RunEvaluation.Of(files.Checkpoints, dataDir, device, options.Role, Network);
            if (evaluation.Baselines.FixedMask is null) omissions.Add(new Omission("the best fixed mask", $"{dataDir} has no training images of the same size"));
            if (evaluation.HasSameImages == false) omissions.Add(new Omission("the certainty that the records are the run's", $"the training images in {dataDir} are not those the run was trained on"));
            if (evaluation.Detailed.Result.Hausdorff95 is null) omissions.Add(new Omission("distances in mm", "no frame has both a pixel spacing and two outlines to measure between"));
            if (evaluation.Detailed.Result.DicePerPatient is null) omissions.Add(new Omission("Dice per patient", "the frames do not name their patients"));
            return evaluation;
        }
        catch (DataException refusal)
        {
            omissions.Add(NoRecords(refusal.Message));
            return null;
        }
    }

    private BaselineScores? Baselines(KeptSweep kept, string dataDir, List<Omission> omissions)
    {
        try
        {
            var network = Network ?? NetworkCatalog.Create(kept.Plan.Trials[0].Settings.Network, biases: false);
            var records = new RecordFolder(dataDir, RecordFolder.SizeFor(network));
            return BaselineScores.Of(records.ReadValidation(), records.ReadTrain());
        }
        catch (DataException refusal)
        {
            omissions.Add(new Omission("the baselines", refusal.Message));
            return null;
        }
    }

    private Dictionary<string, string> MadeBy() =>
        RunManifest.VersionsOf(device.Name, console.Time.GetUtcNow()).ToDictionary(version => version.Key == "begun" ? "made" : version.Key, version => version.Value);
}
