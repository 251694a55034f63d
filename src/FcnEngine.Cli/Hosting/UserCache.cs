namespace FcnEngine.Cli.Hosting;

/// <summary>The user's folder for what can be measured or made again.</summary>
internal static class UserCache
{
    private const string Name = "fcn-engine";

    /// <summary>
    /// <c>$XDG_CACHE_HOME/fcn-engine</c> or <c>~/.cache/fcn-engine</c>; <c>~/Library/Caches/fcn-engine</c> on macOS,
    /// <c>%LOCALAPPDATA%\fcn-engine</c> on Windows. Null where the user has no home.
    /// </summary>
    public static string? Folder
    {
        get
        {
            if (OperatingSystem.IsWindows()) return Below(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData));
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (OperatingSystem.IsMacOS()) return Below(home, "Library", "Caches");
            // A path that is not absolute does not count, says the XDG specification.
            return Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } cache && Path.IsPathRooted(cache) ? Below(cache) : Below(home, ".cache");
        }
    }

    private static string? Below(string root, params string[] folders) => root.Length == 0 ? null : Path.Combine([root, .. folders, Name]);
}
