using System.Globalization;
using FcnEngine.Data;

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

    /// <summary>Removes all but the newest few steps. The newest and the best keep names of their own.</summary>
    public void Prune(int keep) => Guard(() =>
    {
        foreach (var step in Steps().Skip(keep)) File.Delete(OfStep(step));
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
