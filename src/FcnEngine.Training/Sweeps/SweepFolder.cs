using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using FcnEngine.Data;
using FcnEngine.Data.Files;
using FcnEngine.Data.Records;
using FcnEngine.Training.Runs;

namespace FcnEngine.Training.Sweeps;

/// <summary>
/// The files of a sweep: <c>sweep.json</c> says what it does, <c>trial-0000</c> and so on are the trials' run folders with their
/// <c>trial.json</c> once there is a result, and the tables.
/// </summary>
public sealed class SweepFolder(string path)
{
    public const string PlanName = "sweep.json", ResultName = "trial.json", TableName = "table.md", SettingsCsvName = "table.csv", TrialsCsvName = "trials.csv";

    /// <summary>Not the lock of the trial's run, which is taken and let go while the trial is claimed.</summary>
    private const string ClaimName = ".claim", TablesName = ".tables";

    private const long LongestFile = 1 << 26;

    /// <summary>A table takes milliseconds; a minute is patience enough.</summary>
    private const int MostWaits = 600;

    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(100);

    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true };

    public string Path { get; } = path;

    /// <summary>Whether a folder holds a sweep.</summary>
    public static bool IsAt(string path) => File.Exists(System.IO.Path.Combine(path, PlanName));

    public string FolderOf(int trial) => System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"trial-{trial:D4}"));

    public string FileOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes what the sweep does, or makes sure that the folder holds this very sweep.</summary>
    /// <exception cref="DataException">It holds another one, or cannot be written.</exception>
    public void Keep(KeptSweep sweep)
    {
        if (IsAt(Path))
        {
            if (Read().Difference(sweep) is { } difference)
                throw new DataException(FileOf(PlanName), $"is of another sweep ({difference})", "choose another --out, or give the spec and the records it was begun with");
            return;
        }

        WriteJson(FileOf(PlanName), sweep);
    }

    /// <exception cref="DataException">There is no sweep here, or its file is damaged.</exception>
    public KeptSweep Read() => ReadJson<KeptSweep>(FileOf(PlanName)) is { Plan: { Trials: not null, Rungs: not null, Columns: not null }, DataDir: not null } kept ? kept
        : throw new DataException(FileOf(PlanName), "is not what a sweep writes", "begin the sweep in another folder");

    /// <summary>A trial's result; null where it has none yet.</summary>
    public TrialResult? ResultOf(SweepTrial trial)
    {
        var file = System.IO.Path.Combine(FolderOf(trial.Index), ResultName);
        if (!File.Exists(file)) return null;
        return ReadJson<TrialResult>(file) is { Scores.Count: > 0 } result && result.Index == trial.Index ? result
            : throw new DataException(file, "is not what a trial writes", "remove it: the trial is evaluated once more");
    }

    public void Write(TrialResult result) => WriteJson(System.IO.Path.Combine(FolderOf(result.Index), ResultName), result);

    /// <summary>Claims a trial for this process until the claim is disposed of; null where another process has it.</summary>
    public IDisposable? Claim(SweepTrial trial) => FolderLock.TryTake(FolderOf(trial.Index), ClaimName);

    /// <summary>
    /// Writes the tables of what is known now. Processes that share the sweep do it one after the other, so that the last to end
    /// leaves a table with every result.
    /// </summary>
    public void WriteTables(SweepPlan plan)
    {
        for (var waits = 0; ; waits++)
        {
            using var turn = FolderLock.TryTake(Path, TablesName);
            if (turn is null && waits < MostWaits)
            {
                Thread.Sleep(s_wait);
                continue;
            }

            if (turn is null) throw new DataException(FileOf(TablesName), "is held by another process", "end that process and run the sweep again");
            SweepTable.Of(plan, ResultOf).Write(this);
            return;
        }
    }

    /// <summary>The SHA-256 of the record files: a sweep goes on with the frames it began with.</summary>
    public static string ChecksumOf(string dataFolder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in new[] { RecordFile.TrainName, RecordFile.ValName })
        {
            using var file = InputFile.Open(System.IO.Path.Combine(dataFolder, name));
            hash.AppendData(SHA256.HashData(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void WriteJson<T>(string file, T value) => AtomicFile.Write(file, stream => JsonSerializer.Serialize(stream, value, s_options));

    private static T? ReadJson<T>(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(InputFile.ReadAllBytes(file, LongestFile));
        }
        catch (JsonException damage)
        {
            throw new DataException(file, $"is damaged ({damage.Message})", "remove it and run the sweep again", line: damage.LineNumber + 1, inner: damage);
        }
    }
}
