namespace FcnEngine.Cli.Tests.Support;

/// <summary>A phantom set of three frames and one trained FCN step on it, made once for the tests that need some records or some run.</summary>
public sealed class SmallData : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Lazy<string> _run;

    public SmallData()
    {
        Data = _folder.File("data");
        Assert.Equal(0, FcnCommand.Run("phantom", "--data_dir", Data, "--images", "3", "--seed", "4").ExitCode);
        _run = new Lazy<string>(() =>
        {
            var run = _folder.File("run");
            var result = FcnCommand.Run("train", "--network", "fcn", "--data_dir", Data, "--checkpoint_dir", run, "--device", "cpu");
            Assert.True(result.ExitCode == 0, result.Error);
            return run;
        });
    }

    /// <summary>The folder with the records: one for training, two for validation.</summary>
    public string Data { get; }

    /// <summary>A run of one epoch with the defaults.</summary>
    public string Run => _run.Value;

    /// <summary>A copy of the records with the bytes of one file changed.</summary>
    public string Damaged(string name, Func<byte[], byte[]> change)
    {
        var copy = Directory.CreateDirectory(_folder.File(Guid.NewGuid().ToString("N"))).FullName;
        foreach (var file in Directory.EnumerateFiles(Data)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        var path = Path.Combine(copy, name);
        File.WriteAllBytes(path, change(File.ReadAllBytes(path)));
        return copy;
    }

    public string NewPath() => _folder.File(Guid.NewGuid().ToString("N"));

    public void Dispose() => _folder.Dispose();
}
