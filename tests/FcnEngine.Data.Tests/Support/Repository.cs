namespace FcnEngine.Data.Tests.Support;

/// <summary>Where the checkout is, and the real data beside it when it is there.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folder with <c>sunnybrook/</c>, from FCN_DATA or beside the checkout; null when there is none.</summary>
    public static string? Data { get; } = FindData();

    public static string Sunnybrook(params string[] parts)
    {
        Assert.SkipUnless(Data is not null, "the real frames are not here: set FCN_DATA or put them in ../shared/data");
        return Path.Combine([Data!, "sunnybrook", .. parts]);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FcnEngine.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside of the checkout");
    }

    private static string? FindData()
    {
        string?[] candidates = [Environment.GetEnvironmentVariable("FCN_DATA"), Path.Combine(Root, "..", "shared", "data")];
        return candidates.FirstOrDefault(path => path is not null && Directory.Exists(Path.Combine(path, "sunnybrook")));
    }
}
