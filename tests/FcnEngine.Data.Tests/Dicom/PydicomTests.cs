using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using FcnEngine.Data.Dicom;
using FcnEngine.Data.Phantom;
using FcnEngine.Data.Tests.Support;

namespace FcnEngine.Data.Tests.Dicom;

/// <summary>pydicom, an implementation of its own, must see what the built-in reader sees.</summary>
public sealed class PydicomTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_published_slice_reads_as_pydicom_reads_it()
    {
        var oracle = new PythonOracle("pydicom_oracle.py", "pydicom, numpy", "python3-pydicom");
        var files = Directory.GetFiles(Repository.Sunnybrook("raw", "challenge_training"), "*.dcm", SearchOption.AllDirectories);
        Assert.Equal(56, files.Length);
        AssertAgrees(oracle.Run(["dump", .. files]));
    }

    [Fact]
    public void Phantom_slices_read_as_pydicom_reads_them_in_every_syntax()
    {
        var oracle = new PythonOracle("pydicom_oracle.py", "pydicom, numpy", "python3-pydicom");
        PhantomDicom.Write(_folder.File("phantom"), new PhantomOptions { Images = 4 });
        var files = Directory.GetFiles(_folder.Path, "*.dcm", SearchOption.AllDirectories);
        Assert.Equal(4, files.Length);
        AssertAgrees(oracle.Run(["dump", .. files]));

        Directory.CreateDirectory(_folder.File("variants"));
        var variants = oracle.Run("write", files[0], _folder.File("variants"));
        Assert.Equal(6, variants.RootElement.EnumerateObject().Count());
        AssertAgrees(variants);
    }

    private static void AssertAgrees(JsonDocument oracle)
    {
        foreach (var file in oracle.RootElement.EnumerateObject())
        {
            var image = DicomReaders.Default.ReadImage(file.Name);
            var (header, said) = (image.Header, file.Value);
            Assert.Equal((said.GetProperty("rows").GetInt32(), said.GetProperty("columns").GetInt32()), (header.Rows, header.Columns));
            Assert.Equal(said.GetProperty("modality").GetString(), header.Modality);
            Assert.Equal(said.GetProperty("series").GetString(), header.SeriesInstanceUid);
            Assert.Equal(said.GetProperty("instance").GetInt32(), header.InstanceNumber);
            Assert.Equal(Numbers(said, "spacing")!.Select(v => (float)v), [header.PixelSpacing!.Value.Row, header.PixelSpacing.Value.Column]);
            var position = header.Position!.Value;
            Assert.Equal(Numbers(said, "position"), [position.X, position.Y, position.Z]);
            var (row, column) = (header.Orientation!.Value.AlongRow, header.Orientation.Value.DownColumn);
            Assert.Equal(Numbers(said, "orientation"), [row.X, row.Y, row.Z, column.X, column.Y, column.Z]);
            Assert.Equal(Numbers(said, "location")?.First(), header.SliceLocation);
            Assert.Equal(Numbers(said, "trigger")?.First(), header.TriggerTime);
            Assert.Equal((said.GetProperty("min").GetInt32(), said.GetProperty("max").GetInt32()), (image.Pixels.Min(), image.Pixels.Max()));
            var digest = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(image.Pixels.AsSpan())));
            Assert.Equal(said.GetProperty("sha256").GetString(), digest);
        }
    }

    private static IEnumerable<double>? Numbers(JsonElement file, string name) =>
        file.GetProperty(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(v => v.GetDouble()) : null;
}
