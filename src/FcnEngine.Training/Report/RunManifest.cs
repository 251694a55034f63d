using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using FcnEngine.Data;
using FcnEngine.Data.Files;
using FcnEngine.Execution;
using FcnEngine.Training.Configuration;

namespace FcnEngine.Training.Report;

/// <summary>What made a run: kept beside its checkpoints as <c>run.json</c>, so that a report can say it, and its settings as <c>config.yaml</c>.</summary>
/// <param name="Settings">Every setting as <see cref="SettingTable"/> writes it; folders as absolute paths.</param>
/// <param name="Versions">Engine, runtime, system, device, and when the run was last begun.</param>
public sealed record RunManifest(IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, string> Versions)
{
    public const string FileName = "run.json";

    private const long LongestFile = 1 << 20;

    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true };

    private static readonly string[] s_folders = ["data_dir", "checkpoint_dir", "log_dir", "tuning_file"];

    public static RunManifest Of(RunSettings settings, Device device, DateTimeOffset begun) => new(
        SettingTable.All.ToDictionary(setting => setting.Name, setting => Absolute(setting.Name, setting.Text(settings))),
        VersionsOf(device.Name, begun));

    /// <summary>Engine, runtime, system and device.</summary>
    public static IReadOnlyDictionary<string, string> VersionsOf(string device, DateTimeOffset begun) => new Dictionary<string, string>
    {
        ["engine"] = typeof(RunManifest).Assembly.GetName().Version!.ToString(3),
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["system"] = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors",
        ["device"] = device,
        ["begun"] = begun.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture),
    };

    /// <summary>Writes it, and beside it the settings alone, as <c>--config</c> takes them.</summary>
    /// <exception cref="DataException">A file cannot be written.</exception>
    public void Write(string folder) => AtomicFile.WriteAll(
        (Path.Combine(folder, FileName), stream => stream.Write(JsonSerializer.SerializeToUtf8Bytes(this, s_options))),
        (Path.Combine(folder, ConfigurationFile.FileName), stream => ConfigurationFile.Write(stream, Settings)));

    /// <exception cref="DataException">The folder holds none, or it is damaged.</exception>
    public static RunManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var text = Encoding.UTF8.GetString(InputFile.ReadAllBytes(path, LongestFile));
        try
        {
            if (JsonSerializer.Deserialize<RunManifest>(text) is { Settings: not null, Versions: not null } manifest) return manifest;
        }
        catch (JsonException damage)
        {
            throw new DataException(path, $"is not what a run writes ({damage.Message})", "train once more with the same command", line: damage.LineNumber + 1, inner: damage);
        }

        throw new DataException(path, "lacks settings or versions", "train once more with the same command");
    }

    /// <summary>The folder of the run's event files; null where there are none.</summary>
    public string? LogFolder(string runFolder) => TensorBoard.RunLog.FolderOf(Settings.GetValueOrDefault("log_dir", ""), runFolder);

    private static string Absolute(string name, string text) =>
        s_folders.Contains(name) && text.Length > 0 && text != TensorBoard.RunLog.None ? Path.GetFullPath(text) : text;
}
