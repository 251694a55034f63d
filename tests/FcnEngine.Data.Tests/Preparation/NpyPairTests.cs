using FcnEngine.Data.Images;
using FcnEngine.Data.Preparation;
using FcnEngine.Data.Records;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Preparation;

public sealed class NpyPairTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public NpyPairTests()
    {
        // An array with an array, an array with a picture for its mask, a picture with an array for its mask.
        _folder.Write("pairs/images/A-IM-0001-0001.npy", NpyBuilder.Build(NpyBuilder.Header("<i2", "(2, 2)"), [0, 0, 44, 1, 255, 255, 9, 0]));
        _folder.Write("pairs/masks/A-IM-0001-0001.npy", NpyBuilder.Build(NpyBuilder.Header("|b1", "(2, 2)"), [0, 1, 1, 0]));
        _folder.Write("pairs/images/B-IM-0001-0001.npy", NpyBuilder.Bytes(2, 2, 1, 2, 3, 4));
        PngWriter.WriteMask(_folder.File("pairs", "masks", "B-IM-0001-0001.png"), 2, 2, [1, 1, 0, 0]);
        PngWriter.WriteGray(_folder.File("pairs", "images", "C-IM-0001-0001.png"), 2, 2, [1, 2, 3, 4]);
        _folder.Write("pairs/masks/C-IM-0001-0001.npy", NpyBuilder.Bytes(2, 2, 0, 0, 0, 255));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Arrays_and_pictures_pair_by_name_and_arrays_are_stored_as_they_are()
    {
        var report = Run();
        Assert.Equal((2, 1), (report.TrainFrames, report.ValFrames));
        var all = RecordFile.Read(_folder.File("data", RecordFile.TrainName), null).Concat(RecordFile.Read(_folder.File("data", RecordFile.ValName), null)).OrderBy(s => s.Name).ToArray();
        // 44 + 256; FFFF is -1.
        Assert.Equal([0, 300, -1, 9], all[0].Pixels);
        Assert.Equal([0, 1, 1, 0], all[0].Mask);
        Assert.Equal([1, 2, 3, 4], all[1].Pixels);
        Assert.Equal([1, 1, 0, 0], all[1].Mask);
        // An 8-bit picture is stored times three.
        Assert.Equal([3, 6, 9, 12], all[2].Pixels);
        Assert.Equal([0, 0, 0, 1], all[2].Mask);
    }

    [Fact]
    public void Other_files_are_told_and_left_out()
    {
        _folder.Write("pairs/images/notes.txt", "hello"u8);
        Assert.Equal("images/notes.txt", Assert.Single(Run().Skipped).What);
    }

    [Fact]
    public void Two_files_of_one_name_are_an_error()
    {
        _folder.Write("pairs/images/C-IM-0001-0001.npy", NpyBuilder.Bytes(2, 2, 1, 2, 3, 4));
        Assert.Contains("stands beside C-IM-0001-0001.npy, which has the same name", Assert.Throws<DataException>(Run).Message);
    }

    [Fact]
    public void A_mask_of_another_size_is_an_error()
    {
        _folder.Write("pairs/masks/A-IM-0001-0001.npy", NpyBuilder.Bytes(1, 4, 0, 0, 0, 1));
        Assert.Contains("is 1x4, its image is 2x2", Assert.Throws<DataException>(Run).Message);
    }

    private PreparationReport Run() =>
        DataPreparation.Run(new PreparationOptions { Source = _folder.File("pairs"), DataFolder = _folder.File("data"), Size = new FrameSize(2, 2) });
}
