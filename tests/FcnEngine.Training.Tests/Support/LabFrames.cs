using FcnEngine.Data;
using FcnEngine.Data.Preparation;
using FcnEngine.Data.Records;
using FcnEngine.Data.Splits;

namespace FcnEngine.Training.Tests.Support;

/// <summary>The 260 real frames in the lab's split, prepared once into a folder of their own; tests are skipped where they are missing.</summary>
internal static class LabFrames
{
    private static readonly Lazy<string?> s_folder = new(Prepare);

    /// <summary>A folder with the records.</summary>
    public static string DataDir()
    {
        Assert.SkipUnless(s_folder.Value is not null, "the real frames are not here: set FCN_DATA or put them in ../shared/data");
        return s_folder.Value!;
    }

    public static (IReadOnlyList<Sample> Train, IReadOnlyList<Sample> Validation) Read() =>
        (RecordFile.Read(Path.Combine(DataDir(), RecordFile.TrainName)), RecordFile.Read(Path.Combine(DataDir(), RecordFile.ValName)));

    private static string? Prepare()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "FcnEngine.sln"))) root = root.Parent;
        string?[] candidates = [Environment.GetEnvironmentVariable("FCN_DATA"), root is null ? null : Path.Combine(root.FullName, "..", "shared", "data")];
        var data = candidates.FirstOrDefault(path => path is not null && Directory.Exists(Path.Combine(path, "sunnybrook")));
        if (data is null) return null;
        var folder = Directory.CreateTempSubdirectory("fcn-lab-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        DataPreparation.Run(new PreparationOptions
        {
            Source = Path.Combine(data, "sunnybrook", "pairs"),
            DataFolder = folder,
            Split = new SplitOptions { File = Path.Combine(data, "sunnybrook", "split.csv") },
        });
        return folder;
    }
}
