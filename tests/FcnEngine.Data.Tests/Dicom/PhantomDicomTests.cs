using FcnEngine.Data.Phantom;
using FcnEngine.Data.Preparation;
using FcnEngine.Data.Records;
using FcnEngine.Data.Splits;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Dicom;

public sealed class PhantomDicomTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Slices_and_contours_give_the_records_the_phantom_gives_directly()
    {
        var options = new PhantomOptions { Images = 8, Seed = 6 };
        PhantomSet.Write(_folder.File("direct"), options);
        Assert.Equal(8, PhantomDicom.Write(_folder.File("hospital"), options));

        var report = DataPreparation.Run(new PreparationOptions
        {
            Source = _folder.File("hospital"),
            DataFolder = _folder.File("prepared"),
            Split = new SplitOptions { File = _folder.File("hospital", "split.csv"), RequireDisjoint = true },
        });

        Assert.Equal((6, 2, 0, 0), (report.TrainFrames, report.ValFrames, report.Unlisted, report.Skipped.Count));
        foreach (var name in new[] { RecordFile.TrainName, RecordFile.ValName })
            Assert.Equal(File.ReadAllBytes(_folder.File("direct", name)), File.ReadAllBytes(_folder.File("prepared", name)));
    }

    [Fact]
    public void The_standard_s_validator_finds_no_error()
    {
        Assert.SkipUnless(PythonOracle.Execute("dciodvfy", ["-version"]) is not null, "dciodvfy is not installed (Debian: dicom3tools)");
        PhantomDicom.Write(_folder.Path, new PhantomOptions { Images = 4 });
        foreach (var file in Directory.GetFiles(_folder.Path, "*.dcm", SearchOption.AllDirectories))
        {
            var said = PythonOracle.Execute("dciodvfy", [file])!.Value;
            Assert.Contains("MRImage", said.Error + said.Output);
            Assert.DoesNotContain("Error", said.Error + said.Output);
            Assert.DoesNotContain("Warning", said.Error + said.Output);
        }
    }

    [Fact]
    public void Dcmtk_reads_it()
    {
        Assert.SkipUnless(PythonOracle.Execute("dcmdump", ["--version"]) is not null, "dcmdump is not installed (Debian: dcmtk)");
        PhantomDicom.Write(_folder.Path, new PhantomOptions { Images = 4 });
        var file = Directory.GetFiles(_folder.Path, "*.dcm", SearchOption.AllDirectories)[0];
        var said = PythonOracle.Execute("dcmdump", [file])!.Value;
        Assert.Equal(0, said.Code);
        Assert.Contains("=MRImageStorage", said.Output);
        Assert.DoesNotContain("E: ", said.Error);
    }
}
