using System.CommandLine;
using System.Globalization;
using FcnEngine.Cli.Hosting;
using FcnEngine.Data.Splits;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Cli.Options;

/// <summary>The options of <c>fcn prepare</c> that say which frames train and which validate.</summary>
internal sealed class SplitChoice
{
    private const string ByImage = "image", ByPatient = "patient";

    private readonly Option<string?> _split = TextOption.Create("split", "image|patient|FILE",
        "by image, as the lab did; by patient, nobody on both sides; or a CSV with the columns subset (train or val) and png (the frame's file name) [image]");

    private readonly Option<string?> _folds = TextOption.Create("folds", "K", "cross-validation by patient: cut the patients into K parts");
    private readonly Option<string?> _fold = TextOption.Create("fold", "I", "the part that is for validation, from 0");
    private readonly Option<string?> _seed = TextOption.Create("seed", "N", "names the draw of images, patients or parts [0]");
    private readonly Option<bool> _disjoint = TextOption.CreateSwitch("require_disjoint", "refuse a split that has a patient on both sides");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _split, _folds, _fold, _seed, _disjoint }) command.Add(option);
    }

    /// <exception cref="SettingException">A value makes no sense.</exception>
    /// <exception cref="UsageException">Two options contradict each other.</exception>
    public SplitOptions Read(ParseResult parsed)
    {
        var split = parsed.GetValue(_split);
        var folds = parsed.GetValue(_folds) is { } parts ? Count("folds", parts, least: 2) : 0;
        var fold = parsed.GetValue(_fold) is { } part ? Count("fold", part, least: 0) : (int?)null;
        if (folds == 0 && fold is not null) throw new UsageException("--fold needs --folds: say into how many parts the patients are cut");
        if (folds > 0 && fold is null) throw new UsageException($"--folds needs --fold: say which part is for validation, 0 to {folds - 1}");
        if (folds > 0 && split is not (null or ByPatient)) throw new UsageException("--folds cuts by patient; leave --split out");
        if (fold >= folds && folds > 0) throw new SettingException("fold", $"must be at most {folds - 1}, got {fold}");
        return new SplitOptions
        {
            File = split is null or ByImage or ByPatient ? null : split,
            By = split == ByPatient ? SplitBy.Patient : SplitBy.Image,
            Folds = folds,
            Fold = fold ?? 0,
            Seed = parsed.GetValue(_seed) is { } seed ? SettingTable.Find("seed").With(new RunSettings(), seed).Seed : 0,
            RequireDisjoint = parsed.GetValue(_disjoint),
        };
    }

    private static int Count(string name, string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least ? count
            : throw new SettingException(name, $"must be a whole number of at least {least}, got '{text}'");
}
