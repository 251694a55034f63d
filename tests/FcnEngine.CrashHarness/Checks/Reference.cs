using System.Security.Cryptography;
using FcnEngine.CrashHarness.Killing;
using FcnEngine.CrashHarness.Subjects;
using FcnEngine.Data;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Report;

namespace FcnEngine.CrashHarness.Checks;

/// <summary>A run that was left alone and kept a checkpoint of every step, which every other run is held against.</summary>
internal sealed class Reference
{
    private readonly Subject _subject;
    private readonly Dictionary<long, string> _steps;
    private readonly string _best;
    private readonly Curves _curves;

    private Reference(Subject subject, CheckpointFolder folder)
    {
        _subject = subject;
        _steps = folder.Steps().ToDictionary(step => step, step => Checksum(folder.OfStep(step)));
        _best = Checksum(folder.Best);
        _curves = Curves.Read(folder.Path);
        if (_steps.Count != subject.Steps + 1 || _curves.Steps != subject.Steps) throw new InvalidOperationException($"{subject.Name} has {_steps.Count - 1} steps, not {subject.Steps}");
    }

    /// <summary>The checksum of the last checkpoint.</summary>
    public string End => _steps[_subject.Steps];

    public static Reference Of(Subject subject, string data, string folder)
    {
        using var life = new Life(subject, data, folder, saveEvery: "1", "--keep", "1000000");
        if (life.WaitForEnd() != 0) throw new InvalidOperationException($"{subject.Name} cannot be run: {life.Error}");
        return new Reference(subject, new CheckpointFolder(folder));
    }

    /// <summary>What must hold after a kill, whenever it came: every checkpoint is whole and right, and once there was a step there is one, which the event files reach.</summary>
    public IEnumerable<string> AtAnyMoment(string run) => Checkpoints(run).Concat(Events(run));

    /// <summary>Every file that bears a checkpoint's name is whole, and has the bytes of its step.</summary>
    public IEnumerable<string> Checkpoints(string run)
    {
        if (!Directory.Exists(run)) yield break;
        foreach (var path in Directory.GetFiles(run, "*.safetensors"))
        {
            var (step, fault) = Step(path);
            if (fault is not null) yield return fault;
            else if (!_steps.TryGetValue(step, out var right) || right != Checksum(path)) yield return $"{path}: step {step} has other bytes than in the run left alone";
        }
    }

    private static IEnumerable<string> Events(string run)
    {
        var (folder, curves) = (new CheckpointFolder(run), Curves.Read(run));
        foreach (var fault in curves.Faults) yield return fault;
        if (!File.Exists(folder.Newest))
        {
            if (curves.Steps > 0) yield return $"{run}: there is no checkpoint after {curves.Steps} steps";
        }
        else if (Step(folder.Newest) is { Fault: null, Step: var saved } && saved > curves.Steps)
        {
            yield return $"{run}: the checkpoint has {saved} steps, the event files tell of {curves.Steps}";
        }
    }

    /// <summary>What must hold when the run has come to its end.</summary>
    public IEnumerable<string> AtTheEnd(string run)
    {
        foreach (var fault in AtAnyMoment(run)) yield return fault;
        var folder = new CheckpointFolder(run);
        if (Checksum(folder.Newest) != End) yield return $"{folder.Newest}: other bytes than in the run left alone";
        if (Checksum(folder.Best) != _best) yield return $"{folder.Best}: other bytes than in the run left alone";
        foreach (var left in Directory.GetFiles(run, ".fcn-*")) yield return $"{left}: left over";
        foreach (var difference in Curves.Read(run).Differences(_curves)) yield return $"{run}: {difference}";
        if (RunManifest.Read(run).Settings["seed"] != "11") yield return $"{run}: run.json tells of another run";
    }

    private static (long Step, string? Fault) Step(string path)
    {
        try
        {
            return (Checkpoint.Open(path).Record.State.Step, null);
        }
        catch (DataException damage)
        {
            return (0, damage.Message);
        }
    }

    private static string Checksum(string path) => File.Exists(path) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) : "";
}
