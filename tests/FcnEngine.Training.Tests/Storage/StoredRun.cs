using System.Security.Cryptography;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Configuration;
using FcnEngine.Training.Events;
using FcnEngine.Training.Logging;
using FcnEngine.Training.Runs;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Storage;

/// <summary>Runs of <see cref="SmallRun"/> in a folder of their own: begun, broken off, gone on with, compared.</summary>
internal sealed class StoredRun : IDisposable
{
    private readonly TempFolder _folder = new();

    public StoredRun() => SmallRun.WriteRecords(_folder.File("data"), train: 5, validation: 2);

    public string Folder(string name) => _folder.File(name);

    public string Newest(string name) => Path.Combine(Folder(name), CheckpointFolder.NewestName);

    /// <summary>What each checkpoint of the run holds, by name, and what a save may have left.</summary>
    public IReadOnlyDictionary<string, string> Checksums(string name) =>
        Directory.GetFiles(Folder(name), "*.safetensors").Concat(Directory.GetFiles(Folder(name), "*.part")).ToDictionary(path => Path.GetFileName(path)!, path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))));

    public void Copy(string from, string to)
    {
        Directory.CreateDirectory(Folder(to));
        foreach (var file in Directory.GetFiles(Folder(from))) File.Copy(file, Path.Combine(Folder(to), Path.GetFileName(file)));
    }

    /// <summary>7 epochs of 3 steps, saved every 4 steps, or less where <paramref name="stopAfter"/> says so.</summary>
    public RunEnded Train(
        string name, int? stopAfter = null, SaveProbe? probe = null, TimeProvider? time = null, Func<RunSettings, RunSettings>? adjust = null, ITrainingObserver? observer = null)
    {
        using var stop = new CancellationTokenSource();
        var log = new EventLog { OnStep = step => { if (step.Step + 1 == stopAfter) stop.Cancel(); } };
        var settings = SmallRun.Settings(Folder("data"), Folder(name)) with { SaveEvery = SaveInterval.Parse("4") };
        using var device = SmallRun.OpenDevice();
        return new TrainingRun(adjust?.Invoke(settings) ?? settings, device, new RunConsole(TextWriter.Null, TextWriter.Null, time: time))
        {
            Network = SmallRun.Network,
            Observers = observer is null ? [log] : [log, observer],
            Probe = probe,
        }.Execute(fresh: false, stop.Token);
    }

    public void Dispose() => _folder.Dispose();
}
