using FcnEngine.Data.Preparation;
using FcnEngine.Data.Records;
using FcnEngine.Data.Splits;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Preparation;

public sealed class SunnybrookPairsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_lab_s_split_gives_234_and_26_records_and_its_all_background_accuracy()
    {
        var options = new PreparationOptions
        {
            Source = Repository.Sunnybrook("pairs"),
            DataFolder = _folder.Path,
            Split = new SplitOptions { File = Repository.Sunnybrook("split.csv") },
            Compression = Compression.GZip,
        };

        var report = DataPreparation.Run(options);

        Assert.Equal((234, 26, 0), (report.TrainFrames, report.ValFrames, report.Unlisted));
        Assert.Equal(12, report.SharedPatients.Count);
        var train = RecordFile.Read(_folder.File(RecordFile.TrainName));
        var val = RecordFile.Read(_folder.File(RecordFile.ValName));
        Assert.Equal((234, 26), (train.Count, val.Count));
        // Share of val pixels that are background, to the digits of the lab's notes.
        Assert.Equal(0.98523, 1 - val.Sum(s => s.LabelledPixels) / (26.0 * 65536), 5);
        // The first row of the split file is the first record.
        Assert.Equal(("SC-HYP-38-IM-0001-0178", "SC-HYP-38", 340), (val[0].Name, val[0].Patient, val[0].LabelledPixels));
        // 8-bit pixels are stored times three.
        Assert.All(train, s => Assert.True(s.Pixels.Max() <= 765 && Array.TrueForAll(s.Pixels, p => p % 3 == 0)));
        // One fixed mask, as the lab's notes have it.
        Assert.Equal(0.597, Baselines.FixedMaskDice(train, val), 2);
    }

    [Fact]
    public void The_split_that_was_written_makes_the_same_records_again()
    {
        var options = new PreparationOptions { Source = Repository.Sunnybrook("pairs"), DataFolder = _folder.File("a"), Split = new SplitOptions { By = SplitBy.Patient, Seed = 5, RequireDisjoint = true } };
        DataPreparation.Run(options);
        DataPreparation.Run(options with { DataFolder = _folder.File("b"), Split = new SplitOptions { File = _folder.File("a", "split.csv") } });

        foreach (var name in new[] { RecordFile.TrainName, RecordFile.ValName, "split.csv" })
            Assert.Equal(File.ReadAllBytes(_folder.File("a", name)), File.ReadAllBytes(_folder.File("b", name)));
    }
}
