using FcnEngine.Data.Phantom;
using FcnEngine.Data.Preparation;
using FcnEngine.Data.Records;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Sunnybrook;

/// <summary>Contours that cannot become records are left out, and the report says which and why.</summary>
public sealed class SkippedContourTests : IDisposable
{
    private const int Images = 12;

    private readonly TempFolder _folder = new();
    private readonly string[] _contours;

    public SkippedContourTests()
    {
        PhantomDicom.Write(_folder.File("source"), new PhantomOptions { Images = Images, Seed = 3 });
        _contours = [.. Directory.GetFiles(_folder.File("source"), "*-icontour-manual.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_contour_without_its_image()
    {
        File.Delete(ImageOf(_contours[0]));
        AssertSkipped("is a contour without its image", _contours[0]);
    }

    [Fact]
    public void An_image_of_another_size()
    {
        var image = new DicomBuilder().Image(128, 64).Pixels(new byte[2 * 128 * 64]).Build();
        File.WriteAllBytes(ImageOf(_contours[0]), image);
        AssertSkipped("is 128x64, not 256x256", _contours[0]);
    }

    [Theory]
    [InlineData("256 10")]
    [InlineData("10 256.5")]
    [InlineData("-0.5 10")]
    public void A_contour_that_reaches_outside_of_its_image(string point)
    {
        File.AppendAllText(_contours[0], point + "\n");
        AssertSkipped("has a contour outside of the image", _contours[0]);
    }

    [Fact]
    public void The_last_pixel_is_inside()
    {
        File.AppendAllText(_contours[0], "255.99 255.99\n");
        Assert.Empty(Prepare().Skipped);
    }

    [Fact]
    public void A_second_contour_of_an_image()
    {
        // The same reader drew twice: another folder below the same patient.
        var second = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(_contours[0]))!, "second", Path.GetFileName(_contours[0]));
        Directory.CreateDirectory(Path.GetDirectoryName(second)!);
        File.Copy(_contours[0], second);
        var report = Prepare();
        Assert.Equal("has a second contour", Assert.Single(report.Skipped).Why);
        Assert.Equal(Images, report.TrainFrames + report.ValFrames);
    }

    [Fact]
    public void Each_reason_is_told_once_with_its_count()
    {
        File.Delete(ImageOf(_contours[0]));
        File.Delete(ImageOf(_contours[5]));
        File.AppendAllText(_contours[1], "300 300\n");
        var lines = Prepare().Lines().ToArray();
        Assert.Contains($"skipped 2 that each is a contour without its image ({NameOf(_contours[0])}, ..)", lines);
        Assert.Contains($"skipped {NameOf(_contours[1])}: has a contour outside of the image", lines);
    }

    [Fact]
    public void Outer_contours_are_no_contours_and_other_files_are_no_images()
    {
        File.Copy(_contours[0], _contours[0].Replace("icontour", "ocontour", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(ImageOf(_contours[0]))!, "DICOMDIR"), "not an image");
        var report = Prepare();
        Assert.Empty(report.Skipped);
        Assert.Equal(Images, report.TrainFrames + report.ValFrames);
    }

    private void AssertSkipped(string why, string contour)
    {
        var report = Prepare();
        var skipped = Assert.Single(report.Skipped);
        Assert.Equal((NameOf(contour), why), (skipped.What, skipped.Why));
        var names = new[] { RecordFile.TrainName, RecordFile.ValName }.SelectMany(name => RecordFile.Read(_folder.File("data", name))).Select(sample => sample.Name + ".dcm").ToArray();
        Assert.Equal(Images - 1, names.Length);
        Assert.DoesNotContain(NameOf(contour), names);
    }

    private PreparationReport Prepare() => DataPreparation.Run(new PreparationOptions { Source = _folder.File("source"), DataFolder = _folder.File("data") });

    private static string PatientOf(string contour) => Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(contour))))!;

    private static string NameOf(string contour) => $"{PatientOf(contour)}-{Path.GetFileName(contour).Replace("-icontour-manual.txt", ".dcm", StringComparison.Ordinal)}";

    private string ImageOf(string contour) =>
        _folder.File("source", "challenge_training", PatientOf(contour), Path.GetFileName(contour).Replace("-icontour-manual.txt", ".dcm", StringComparison.Ordinal));
}
