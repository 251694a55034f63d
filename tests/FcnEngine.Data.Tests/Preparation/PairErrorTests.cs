using FcnEngine.Data.Images;
using FcnEngine.Data.Preparation;
using FcnEngine.Data.Records;
using FcnEngine.Data.Splits;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Preparation;

public sealed class PairErrorTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public PairErrorTests()
    {
        foreach (var name in new[] { "A-IM-0001-0001", "A-IM-0001-0002", "B-IM-0001-0001" })
            AddPair(name + ".png", [0, 9, 18, 255], [0, 255, 255, 0]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pairs_become_records_in_the_order_of_the_split()
    {
        var report = Run("subset,png\nval,B-IM-0001-0001.png\ntrain,A-IM-0001-0002.png\ntrain,A-IM-0001-0001.png\nother,missing.png\n");

        Assert.Equal((2, 1), (report.TrainFrames, report.ValFrames));
        var train = RecordFile.Read(_folder.File("data", RecordFile.TrainName), null);
        Assert.Equal(["A-IM-0001-0002", "A-IM-0001-0001"], train.Select(s => s.Name));
        // 9 * 3, 18 * 3, 255 * 3.
        Assert.Equal([0, 27, 54, 765], train[0].Pixels);
        Assert.Equal([0, 1, 1, 0], train[0].Mask);
        Assert.Equal("A", train[0].Patient);
    }

    [Fact]
    public void Unlisted_pairs_are_counted_and_left_out()
    {
        var report = Run("png,subset\nB-IM-0001-0001.png,val\nA-IM-0001-0002.png,train\n");
        Assert.Equal(1, report.Unlisted);
        Assert.Contains(report.Lines(), line => line.Contains("skipped 1 pairs"));
    }

    [Fact]
    public void A_patient_on_both_sides_is_told_or_refused()
    {
        const string leak = "subset,png\nval,A-IM-0001-0001.png\ntrain,A-IM-0001-0002.png\n";
        Assert.Equal(["A"], Run(leak).SharedPatients);
        var error = Assert.Throws<DataException>(() => Run(leak, requireDisjoint: true));
        Assert.Contains("patients in both train and val: A", error.Message);
    }

    [Theory]
    [InlineData("subset,png\ntrain,A-IM-0001-0001.png\nval,gone.png\n", "lists gone.png, which is not in ", 3)]
    [InlineData("subset,file\ntrain,A-IM-0001-0001.png\n", "has no column 'png'", 1)]
    [InlineData("", "is empty", 1)]
    [InlineData("subset,png\ntrain,A-IM-0001-0001.png\nval,A-IM-0001-0001.png\n", "a second time", 3)]
    [InlineData("subset,png\ntrain\n", "has 1 fields where its header has 2", 2)]
    [InlineData("subset,png\ntrain,\"A-IM", "without an end", 2)]
    [InlineData("subset,png\ntrain,../../etc/passwd\nval,B-IM-0001-0001.png\n", "which is not in ", 2)]
    public void A_bad_split_file_is_refused_with_its_line(string csv, string problem, int line)
    {
        var error = Assert.Throws<DataException>(() => Run(csv));
        Assert.StartsWith(_folder.File("split.csv") + ": ", error.Message);
        Assert.Contains(problem, error.Message);
        Assert.Equal(line, error.Line);
        Assert.False(Directory.Exists(_folder.File("data")) && Directory.EnumerateFiles(_folder.File("data")).Any());
    }

    [Fact]
    public void A_mask_without_its_image_is_an_error()
    {
        PngWriter.WriteGray(_folder.File("pairs", "masks", "Z.png"), 2, 2, new byte[4]);
        Assert.Contains("Z.png: is a mask without its image", Assert.Throws<DataException>(() => Run(null)).Message);
    }

    [Fact]
    public void An_image_without_a_mask_is_skipped_and_told_unless_it_is_listed()
    {
        PngWriter.WriteGray(_folder.File("pairs", "images", "Z.png"), 2, 2, new byte[4]);
        Assert.Equal("Z.png", Assert.Single(Run(null).Skipped).What);
        var error = Assert.Throws<DataException>(() => Run("subset,png\ntrain,Z.png\nval,B-IM-0001-0001.png\n"));
        Assert.Contains("lists Z.png, which has no mask", error.Message);
    }

    [Fact]
    public void An_image_of_another_size_is_skipped_and_told()
    {
        AddPair("Z.png", new byte[6], new byte[6], width: 3);
        Assert.Equal("is 2x3, not 2x2", Assert.Single(Run(null).Skipped).Why);
    }

    [Fact]
    public void A_mask_with_a_gray_value_is_an_error()
    {
        AddPair("A-IM-0001-0003.png", new byte[4], [0, 255, 128, 0]);
        Assert.Contains("has value 128 at row 1, column 0", Assert.Throws<DataException>(() => Run(null)).Message);
        Assert.Empty(Directory.GetFiles(_folder.File("data")));
    }

    [Fact]
    public void Folders_that_hold_nothing_usable_are_named()
    {
        Assert.Contains("does not exist", Assert.Throws<DataException>(() => DataPreparation.Run(new() { Source = _folder.File("none"), DataFolder = _folder.File("data") })).Message);
        Assert.Contains("in a known arrangement", Assert.Throws<DataException>(() => DataPreparation.Run(new() { Source = _folder.Path, DataFolder = _folder.File("data") })).Message);
    }

    private PreparationReport Run(string? csv, bool requireDisjoint = false)
    {
        var split = new SplitOptions { RequireDisjoint = requireDisjoint };
        if (csv is not null)
        {
            File.WriteAllText(_folder.File("split.csv"), csv);
            split = split with { File = _folder.File("split.csv") };
        }
        return DataPreparation.Run(new PreparationOptions { Source = _folder.File("pairs"), DataFolder = _folder.File("data"), Size = new FrameSize(2, 2), Split = split });
    }

    private void AddPair(string name, byte[] image, byte[] mask, int width = 2)
    {
        PngWriter.WriteGray(_folder.File("pairs", "images", name), 2, width, image);
        PngWriter.WriteGray(_folder.File("pairs", "masks", name), 2, width, mask);
    }
}
