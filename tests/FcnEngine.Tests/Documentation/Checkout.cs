namespace FcnEngine.Tests.Documentation;

/// <summary>Where the sources of these tests are.</summary>
internal static class Checkout
{
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FcnEngine.sln"))) folder = folder.Parent;
        Assert.SkipWhen(folder is null, "the tests do not run inside a checkout");
        return folder!.FullName;
    }
}
