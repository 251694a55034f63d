using FcnEngine.Cli.Tests.Support;
using FcnEngine.Data;
using FcnEngine.Data.Records;

namespace FcnEngine.Cli.Tests;

/// <summary><c>fcn prepare</c> on the phantom in the challenge's folders: which split its options make.</summary>
public sealed class PrepareTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _source;

    public PrepareTests()
    {
        _source = _folder.File("hospital");
        // 20 slices of 4 patients for training, 2 of another one for validation.
        Assert.Equal(0, FcnCommand.Run("phantom", "--format", "dicom", "--data_dir", _source, "--images", "22").ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void By_image_is_the_default_and_its_leak_is_told_by_name()
    {
        var result = Prepare("a");
        Assert.Contains("DICOM slices with contours: 20 frames for train, 2 for val, split by image, seed 0", result.Output);
        Assert.Contains("patients are in both train and val, so val scores flatter: PH-", result.Output);
        Assert.Equal(File.ReadAllBytes(Split("a")), File.ReadAllBytes(Split("b", "--split", "image")));
        Assert.NotEqual(File.ReadAllBytes(Split("a")), File.ReadAllBytes(Split("c", "--seed", "1")));
    }

    [Fact]
    public void A_leak_can_be_refused()
    {
        var line = Prepare("a", "--require_disjoint").Refusal(exitCode: 1);
        Assert.Contains("has patients in both train and val: PH-", line);
        Assert.False(File.Exists(Path.Combine(_folder.File("a"), "split.csv")));
    }

    [Fact]
    public void By_patient_nobody_is_on_both_sides()
    {
        Assert.DoesNotContain("both train and val", Prepare("a", "--split", "patient", "--require_disjoint").Output);
        Assert.Empty(Patients("a", RecordFile.TrainName).Intersect(Patients("a", RecordFile.ValName)));
    }

    [Fact]
    public void Folds_part_the_patients()
    {
        var parts = Enumerable.Range(0, 3).Select(fold =>
        {
            Prepare($"{fold}", "--folds", "3", "--fold", $"{fold}", "--seed", "9");
            Assert.Empty(Patients($"{fold}", RecordFile.TrainName).Intersect(Patients($"{fold}", RecordFile.ValName)));
            return Patients($"{fold}", RecordFile.ValName);
        }).ToArray();
        Assert.Equal(5, parts.Sum(part => part.Count));
        Assert.Equal(5, parts.SelectMany(part => part).Distinct().Count());
    }

    [Fact]
    public void A_file_decides_alone()
    {
        var result = Prepare("a", "--split", Path.Combine(_source, "split.csv"));
        Assert.Contains("20 frames for train, 2 for val, split file split.csv", result.Output);
        Assert.DoesNotContain("both train and val", result.Output);
    }

    [Theory]
    [InlineData("--folds 1 --fold 0", "--folds must be a whole number of at least 2, got '1'")]
    [InlineData("--folds 3", "--folds needs --fold: say which part is for validation, 0 to 2; see fcn --help")]
    [InlineData("--fold 1", "--fold needs --folds: say into how many parts the patients are cut; see fcn --help")]
    [InlineData("--folds 3 --fold 3", "--fold must be at most 2, got 3")]
    [InlineData("--folds 3 --fold 0 --split image", "--folds cuts by patient; leave --split out; see fcn --help")]
    [InlineData("--seed -1", "--seed must be a whole number from 0 to 18446744073709551615, got '-1'")]
    public void Splits_that_make_no_sense_are_refused(string options, string line) =>
        Assert.Equal(line, Prepare("a", options.Split(' ')).Refusal(exitCode: 2));

    private CommandResult Prepare(string folder, params string[] options) =>
        FcnCommand.Run(["prepare", "--source", _source, "--data_dir", _folder.File(folder), .. options]);

    private string Split(string folder, params string[] options)
    {
        Assert.Equal(0, Prepare(folder, options).ExitCode);
        return Path.Combine(_folder.File(folder), "split.csv");
    }

    private HashSet<string> Patients(string folder, string file) =>
        [.. RecordFile.Read(Path.Combine(_folder.File(folder), file), FrameSize.Lab).Select(sample => sample.Patient)];
}
