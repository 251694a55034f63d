using FcnEngine.Data.Contours;
using FcnEngine.Data.Dicom;
using FcnEngine.Data.Images;
using FcnEngine.Data.Preparation;
using FcnEngine.Data.Records;
using FcnEngine.Data.Splits;
using FcnEngine.Data.Sunnybrook;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Sunnybrook;

/// <summary>The three patients of the challenge that are kept as they were published.</summary>
public sealed class SunnybrookRawTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_contour_fills_to_the_published_mask_pixel_for_pixel()
    {
        var listing = new SunnybrookSource(Repository.Sunnybrook("raw"), FrameSize.Lab).List();

        Assert.Equal((56, 0), (listing.Frames.Count, listing.Skipped.Count));
        foreach (var sample in listing.Frames.Select(frame => frame.Read()))
        {
            var png = PngReader.Read(Repository.Sunnybrook("pairs", "masks", PngNameOf(sample.Name)));
            Assert.Equal(png.Pixels.Select(v => (byte)(v == 0 ? 0 : 1)), sample.Mask);
            Assert.Null(sample.FindFault());
        }
    }

    [Fact]
    public void Every_png_is_its_slice_stretched_to_255()
    {
        foreach (var frame in new SunnybrookSource(Repository.Sunnybrook("raw"), FrameSize.Lab).List().Frames)
        {
            var sample = frame.Read();
            var png = PngReader.Read(Repository.Sunnybrook("pairs", "images", PngNameOf(sample.Name)));
            var (low, high) = (sample.Pixels.Min(), sample.Pixels.Max());
            // 255 (v - low) / (high - low), rounded or cut to a whole number.
            Assert.All(sample.Pixels.Index(), p => Assert.InRange(png.Pixels[p.Index] - 255.0 * (p.Item - low) / (high - low), -1.0, 0.51));
        }
    }

    [Fact]
    public void Headers_tell_spacing_orientation_and_slice_order()
    {
        var files = Directory.GetFiles(Repository.Sunnybrook("raw", "challenge_training", "SC-HF-I-1"), "*.dcm").Order().ToArray();
        var headers = files.Select(DicomReaders.Default.ReadHeader).ToArray();
        Assert.All(headers, h =>
        {
            Assert.Equal(("MR", 256, 256, 16, true, "MONOCHROME2"), (h.Modality, h.Rows, h.Columns, h.BitsAllocated, h.IsSigned, h.Photometric));
            Assert.True(h.PixelSpacing is { Row: > 0.5f and < 3 });
            // Row and column directions are unit vectors at right angles.
            Assert.Equal(1, h.Orientation!.Value.AlongRow.Dot(h.Orientation.Value.AlongRow), 4);
            Assert.Equal(0, h.Orientation.Value.AlongRow.Dot(h.Orientation.Value.DownColumn), 4);
        });
        Assert.True(headers.Select(h => Math.Round(h.SlicePosition!.Value, 2)).Distinct().Count() > 5);
    }

    [Fact]
    public void Raw_files_become_records_and_the_lab_s_names_find_them()
    {
        // The lab's split lists frames of patients that are not among the raw ones; take its rows for those that are.
        var rows = File.ReadAllLines(Repository.Sunnybrook("split.csv"));
        var mine = rows.Where((row, i) => i == 0 || row.Contains("SC-HF-I-01") || row.Contains("SC-HF-I-02") || row.Contains("SC-HF-I-04"));
        File.WriteAllLines(_folder.File("split.csv"), mine);

        var report = DataPreparation.Run(new PreparationOptions
        {
            Source = Repository.Sunnybrook("raw"),
            DataFolder = _folder.File("data"),
            Compression = Compression.GZip,
            Split = new SplitOptions { File = _folder.File("split.csv") },
        });

        Assert.Equal(56, report.TrainFrames + report.ValFrames);
        var train = RecordFile.Read(_folder.File("data", RecordFile.TrainName));
        Assert.All(train, s => Assert.True(s.PixelSpacing is not null && s.SlicePosition is not null && s.Patient.StartsWith("SC-HF-I-", StringComparison.Ordinal)));
        // Raw maxima run from 626 to 1583.
        var all = train.Concat(RecordFile.Read(_folder.File("data", RecordFile.ValName))).Select(s => s.Pixels.Max()).ToArray();
        Assert.Equal((626, 1583), (all.Min(), all.Max()));
    }

    [Fact]
    public void A_contour_file_read_and_written_makes_the_same_mask()
    {
        var path = Directory.GetFiles(Repository.Sunnybrook("raw", "TrainingDataContours"), "*icontour*", SearchOption.AllDirectories)[0];
        var contour = ContourFile.Read(path);
        ContourFile.Write(_folder.File("copy.txt"), contour);
        Assert.Equal(ContourMask.Fill(contour, FrameSize.Lab), ContourMask.Fill(ContourFile.Read(_folder.File("copy.txt")), FrameSize.Lab));
    }

    // "SC-HF-I-1-IM-0001-0048" is "SC-HF-I-01-IM-0001-0048.dcm.png" among the pictures.
    private static string PngNameOf(string name) => name.Replace("SC-HF-I-", "SC-HF-I-0", StringComparison.Ordinal) + ".dcm.png";
}
