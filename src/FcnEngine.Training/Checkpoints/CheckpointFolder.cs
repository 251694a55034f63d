using System.Globalization;
using FcnEngine.Data;
using FcnEngine.Training.Events;

namespace FcnEngine.Training.Checkpoints;

/// <summary>
/// The files of a run: <c>model.safetensors</c> is the newest state, <c>step-NNNNNNNN.safetensors</c> the newest few,
/// <c>best.safetensors</c> the one with the best Dice on the validation part.
/// </summary>
public sealed class CheckpointFolder(string path)
{
    public const string NewestName = "model.safetensors", BestName = "best.safetensors";
    private const string StepPrefix = "step-", Extension = ".safetensors";

    public string Path { get; } = path;

    public string Newest => System.IO.Path.Combine(Path, NewestName);

    public string Best => System.IO.Path.Combine(Path, BestName);

    public string OfStep(long step) => System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{StepPrefix}{step:D8}{Extension}"));

    /// <summary>Whether a run is kept here.</summary>
    public bool HoldsRun => File.Exists(Newest) || Steps().Count > 0;

    /// <summary>The kept steps, newest first.</summary>
    public IReadOnlyList<long> Steps()
    {
        if (!Directory.Exists(Path)) return [];
        return [.. Directory.EnumerateFiles(Path, StepPrefix + "*" + Extension)
            .Select(file => System.IO.Path.GetFileName(file)[StepPrefix.Length..^Extension.Length])
            .Where(digits => digits.Length >= 8 && digits.All(char.IsAsciiDigit) && long.TryParse(digits, CultureInfo.InvariantCulture, out _))
            .Select(digits => long.Parse(digits, CultureInfo.InvariantCulture)).OrderDescending()];
    }

    /// <summary>Makes the folder where it is missing.</summary>
    /// <exception cref="DataException">It cannot be made or listed.</exception>
    public void Prepare()
    {
        Guard(() =>
        {
            Directory.CreateDirectory(Path);
            DurableFile.RemoveLeftovers(Path);
        });
    }

    /// <summary>Lets the newest be what another of the folder's files holds.</summary>
    /// <exception cref="DataException">It cannot be replaced.</exception>
    public void MakeNewest(string path) => DurableFile.ReplaceByLink(path, Newest);

    /// <summary>The state of a kept step, from the head of its file; null where that is damaged.</summary>
    public RunState? StateOf(long step)
    {
        try
        {
            return Checkpoint.ReadRecord(OfStep(step)).State;
        }
        catch (DataException)
        {
            return null;
        }
    }

    /// <summary>
    /// Removes all steps but one and the newest few up to it that were planned: what a stop left goes, and what comes later, which
    /// belongs to a course that was given up. The newest and the best keep names of their own.
    /// </summary>
    /// <param name="keep">How many.</param>
    /// <param name="newest">The step that was saved last.</param>
    /// <param name="isPlanned">Whether a state is one the run is saved in anyway. Of a damaged file nobody knows.</param>
    public void Prune(int keep, long newest, Func<RunState, bool> isPlanned) => Guard(() =>
    {
        var planned = Steps().Where(step => step <= newest && (StateOf(step) is not { } state || isPlanned(state))).Take(keep).ToHashSet();
        foreach (var step in Steps().Where(step => step != newest && !planned.Contains(step))) File.Delete(OfStep(step));
    });

    /// <summary>Removes every kept step and the best; the newest stays until the next save replaces it.</summary>
    public void ForgetOlder() => Guard(() =>
    {
        File.Delete(Best);
        foreach (var step in Steps()) File.Delete(OfStep(step));
    });

    private void Guard(Action change)
    {
        try
        {
            change();
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DataException(Path, $"cannot be used for checkpoints ({refusal.Message})", "choose another --checkpoint_dir or mend its permissions", inner: refusal);
        }
    }
}
