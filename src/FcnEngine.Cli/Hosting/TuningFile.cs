using FcnEngine.Data;
using FcnEngine.Data.Files;
using FcnEngine.Kernels.Gpu.Tuning;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Logging;

namespace FcnEngine.Cli.Hosting;

/// <summary>The file in which <c>fcn tune</c> keeps what it measured, and a run looks its kernels up.</summary>
internal sealed class TuningFile(RunConsole console)
{
    public const string None = "none";

    private const string Name = "tuning.json";

    /// <summary>The user's own; null where the user has no folder for it.</summary>
    public static string? Own => UserCache.Folder is { } folder ? Path.Combine(folder, Name) : null;

    /// <summary>
    /// What a run goes by: the file its settings name, or the user's own. One of the user's that cannot be used is passed over with a
    /// warning: it only makes kernels faster.
    /// </summary>
    /// <returns>Null where there is none, and the models choose.</returns>
    /// <exception cref="DataException">The file that the settings name cannot be used.</exception>
    public TuningTable? Find(RunSettings settings)
    {
        if (settings.TuningFile == None) return null;
        if (settings.TuningFile.Length > 0) return Read(settings.TuningFile);
        if (Own is not { } own || !File.Exists(own)) return null;
        try
        {
            return Read(own);
        }
        catch (DataException refusal)
        {
            console.Log(new LogEvent("tuning_file", $"{refusal.Message}; kernels are chosen without it") { Level = LogLevel.Warning });
            return null;
        }
    }

    /// <exception cref="DataException">It is missing or no such file.</exception>
    public static TuningTable Read(string path)
    {
        try
        {
            return TuningJson.Read(InputFile.ReadAllBytes(path, TuningJson.LongestFile));
        }
        catch (FormatException damage)
        {
            throw new DataException(path, damage.Message, "make it again with fcn tune", inner: damage);
        }
    }

    /// <exception cref="DataException">It cannot be written.</exception>
    public static void Write(string path, TuningTable table) => AtomicFile.Write(path, stream => TuningJson.Write(table, stream));
}
