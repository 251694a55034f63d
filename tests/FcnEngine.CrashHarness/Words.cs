namespace FcnEngine.CrashHarness;

/// <summary>Options in pairs of name and value.</summary>
internal static class Words
{
    /// <returns>Null where a name is unknown or a value is missing; the reason is on standard error then.</returns>
    public static Dictionary<string, string>? Read(string[] words, params string[] known)
    {
        var options = new Dictionary<string, string>();
        for (var i = 0; i + 1 < words.Length; i += 2) options[words[i]] = words[i + 1];
        if (words.Length % 2 == 0 && options.Keys.All(known.Contains)) return options;
        Refuse($"options are pairs of a name and a value: {string.Join(", ", known)}");
        return null;
    }

    public static int Refuse(string line)
    {
        Console.Error.WriteLine(line);
        return 2;
    }
}
